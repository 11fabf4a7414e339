import { getOrMake } from "../../collections.js";
import type { Region, RegionLevel } from "../regions/region.entity.js";
import { COUNTRY, provinceOf } from "../regions/region-code.rules.js";

/** A region that figures may be about. */
export interface Place {
  code: string;
  level: RegionLevel;
  areaSince: string | null;
  /** Whether nothing was ever stated of a time before its present territory, so that it did not exist then. */
  isNew: boolean;
  /** Its employed population as known last; null when it is not known. */
  employed: number | null;
}

/** A place with the region that it is. */
export type RegionPlace = Place & { region: Region };

/** The regions that are meant, and how they contain each other. */
export class RegionTree {
  readonly #places = new Map<string, Place>();
  readonly #below = new Map<string, Map<string, Place | null>>();
  readonly #levels = new Map<string, Place[]>();

  /** Sums are made in the order of the places. */
  constructor(places: readonly Place[]) {
    for (const place of places) {
      const { code, level } = place;
      const province = provinceOf(code);
      this.#places.set(code, place);
      for (const within of province === null ? [null] : [null, province])
        getOrMake(this.#levels, levelKey(level, within), () => []).push(place);
      if (level === "VILLAGE" || province === null) continue;
      if (code === province) this.#belowOf(COUNTRY).set(code, place);
      else {
        const provinces = this.#belowOf(COUNTRY);
        if (!provinces.has(province)) provinces.set(province, null);
        this.#belowOf(province).set(code, place);
      }
    }
  }

  #belowOf(code: string): Map<string, Place | null> {
    return getOrMake(this.#below, code, () => new Map());
  }

  has(code: string): boolean {
    return this.#places.has(code);
  }

  placeOf(code: string): Place | null {
    return this.#places.get(code) ?? null;
  }

  levelOf(code: string): RegionLevel | null {
    return this.placeOf(code)?.level ?? null;
  }

  /** The days since which regions have their present territory. */
  areaDays(): string[] {
    return [...this.#places.values()].flatMap(({ areaSince }) => areaSince ?? []);
  }

  /** The regions of a level that there are on a day, in a province or anywhere. */
  ofLevel(level: RegionLevel, provinceCode: string | null, on: string): string[] {
    const places = this.#levels.get(levelKey(level, provinceCode)) ?? [];
    return places.filter((place) => existsOn(place, on)).map(({ code }) => code);
  }

  /** The regions directly below one that there are on a day; villages, of which only some are known, are none. */
  below(code: string, on: string): string[] {
    const places = this.#below.get(code) ?? [];
    return [...places].flatMap(([child, place]) => (place === null || existsOn(place, on) ? [child] : []));
  }
}

const existsOn = ({ isNew, areaSince }: Place, on: string): boolean =>
  !isNew || areaSince === null || areaSince <= on;

const levelKey = (level: RegionLevel, provinceCode: string | null): string =>
  `${level} ${provinceCode ?? ""}`;
