import { getOrMake } from "../../collections.js";
import type { RegionLevel } from "../regions/region.entity.js";
import { sum } from "./fact.js";
import { provinceOf } from "../regions/region-code.rules.js";

/** A region that figures may be about. */
export interface Place {
  code: string;
  level: RegionLevel;
}

/** The regions whose parts go into one row, and how many it lacks. */
export interface Composition {
  used: string[];
  omitted: number;
}

/** The regions that are meant, and how they contain each other. */
export class RegionTree {
  readonly #levels = new Map<string, RegionLevel>();
  readonly #below = new Map<string, Set<string>>();
  readonly #counts = new Map<string, number>();

  /** Sums are made in the order of the places. */
  constructor(places: readonly Place[]) {
    for (const { code, level } of places) {
      const province = provinceOf(code);
      this.#levels.set(code, level);
      for (const within of province === null ? [null] : [null, province]) {
        const key = countKey(level, within);
        this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
      }
      if (level === "VILLAGE" || province === null) continue;
      this.#contain("ID", province);
      if (code !== province) this.#contain(province, code);
    }
  }

  #contain(above: string, code: string): void {
    getOrMake(this.#below, above, () => new Set()).add(code);
  }

  has(code: string): boolean {
    return this.#levels.has(code);
  }

  levelOf(code: string): RegionLevel | null {
    return this.#levels.get(code) ?? null;
  }

  /** How many regions of a level there are, in a province or anywhere. */
  count(level: RegionLevel | null, provinceCode: string | null): number {
    return level === null ? 0 : (this.#counts.get(countKey(level, provinceCode)) ?? 0);
  }

  /** What a region's row is made of: its own figure, else the figures of those directly below it, each found in the same way. */
  compose(code: string, known: ReadonlySet<string>): Composition {
    if (known.has(code)) return { used: [code], omitted: 0 };
    const below = this.#below.get(code);
    if (!below) return { used: [], omitted: this.has(code) ? 1 : 0 };
    const found = [...below].map((child) => this.compose(child, known));
    // Nothing at all below: the region is one that lacks, not each of those below it.
    if (code !== "ID" && found.every(({ used }) => used.length === 0)) return { used: [], omitted: 1 };
    return { used: found.flatMap(({ used }) => used), omitted: sum(found.map(({ omitted }) => omitted)) };
  }
}

const countKey = (level: RegionLevel, provinceCode: string | null): string =>
  `${level} ${provinceCode ?? ""}`;
