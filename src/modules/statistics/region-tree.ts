import { getOrMake } from "../../collections.js";
import type { Region, RegionLevel } from "../regions/region.entity.js";
import { COUNTRY, provinceOf } from "../regions/region-code.rules.js";

/** A region that figures may be about. */
export interface Place {
  code: string;
  level: RegionLevel;
  /** The day since which it has its present territory; null when that is not known to have changed. */
  areaSince: string | null;
  /** Its employed population as known last; null when it is not known. */
  employed: number | null;
}

/** A place with the region that it is. */
export type RegionPlace = Place & { region: Region };

/** The regions that are meant, and how they contain each other. */
export class RegionTree {
  readonly #places = new Map<string, Place>();
  readonly #below = new Map<string, Set<string>>();
  readonly #levels = new Map<string, Place[]>();
  readonly #children = new Map<string, readonly string[]>();
  /** The day since which all regions have their present territory; null when none is known to have had another. */
  #lastChange: string | null = null;

  /** Sums are made in the order of the places. */
  constructor(places: readonly Place[]) {
    for (const place of places) {
      const { code, level } = place;
      const province = provinceOf(code);
      this.#places.set(code, place);
      if (place.areaSince !== null && place.areaSince > (this.#lastChange ?? ""))
        this.#lastChange = place.areaSince;
      for (const within of province === null ? [null] : [null, province])
        getOrMake(this.#levels, levelKey(level, within), () => []).push(place);
      if (level === "VILLAGE" || province === null) continue;
      this.#contain(COUNTRY, province);
      if (code !== province) this.#contain(province, code);
    }
  }

  #contain(above: string, code: string): void {
    getOrMake(this.#below, above, () => new Set()).add(code);
  }

  /** The region that all that are meant lie in; the country, unless one below it is the only one meant and what it has. */
  root(): string {
    if (this.has(COUNTRY)) return COUNTRY;
    const [province, ...others] = this.below(COUNTRY);
    if (province === undefined || others.length > 0) return COUNTRY;
    if (this.has(province)) return province;
    const [region, ...more] = this.below(province);
    return region === undefined || more.length > 0 ? province : region;
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
    const days = [...this.#places.values()].flatMap(({ areaSince }) => areaSince ?? []);
    return [...new Set(days)];
  }

  /** The regions of a level, in a province or anywhere. */
  ofLevel(level: RegionLevel, provinceCode: string | null): readonly string[] {
    return (this.#levels.get(levelKey(level, provinceCode)) ?? []).map(({ code }) => code);
  }

  /** The regions directly below one; villages, of which only some are known, are none. */
  below(code: string): readonly string[] {
    return getOrMake(this.#children, code, () => [...(this.#below.get(code) ?? [])]);
  }

  /**
   * Of some regions, those that there were on a day: regions that have their present territory since one and the same
   * later day are pieces of an earlier territory, of which those tell that report, if any does. `reports` is asked by a region's index.
   */
  thereOn(codes: readonly string[], on: string, reports: (index: number) => boolean): readonly string[] {
    if (this.#lastChange === null || on >= this.#lastChange) return codes;
    const sinceOf = (code: string): string | null => this.placeOf(code)?.areaSince ?? null;
    const told = new Set(codes.filter((_, index) => reports(index)).map(sinceOf));
    return codes.filter((code, index) => {
      const since = sinceOf(code);
      return since === null || since <= on || reports(index) || !told.has(since);
    });
  }
}

const levelKey = (level: RegionLevel, provinceCode: string | null): string =>
  `${level} ${provinceCode ?? ""}`;
