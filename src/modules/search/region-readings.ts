import { getOrMake } from "../../collections.js";
import type { RegionLevel } from "../regions/region.entity.js";
import { forEachCorrection } from "./misspelling.js";
import { takeKinds } from "./search-words.js";
import { codesAbove } from "../regions/region-code.rules.js";

/** A region that texts may name. */
export interface NamedRegion {
  key: string;
  level: RegionLevel;
}

/**
 * The mistake that a text may have: wrong KINDS of regions, a missing ENDING of its last name, or one mistake in the
 * SPELLING of each name.
 */
export type Tolerance = "KINDS" | "ENDING" | "SPELLING";

// A village with all regions above it has fewer words. Every range of words of a text is looked up.
const MOST_WORDS = 12;
// All corrections of every range are looked up, which takes a thousand times as long.
const MOST_CORRECTED_WORDS = 8;

/**
 * Finds the regions that a text may mean. A name may have its kind before or after it, and then the names of regions
 * above it: `Semarang, Jawa Tengah`, `Jateng Kab. Semarang`, `Batu Merah, Kota Ambon, Maluku`.
 */
export class RegionReadings<Region extends NamedRegion> {
  // By name without blanks, so that Kulonprogo finds Kulon Progo.
  readonly #named = new Map<string, Region[]>();
  // Incomplete names are not looked up among villages, which are many and rarely written after the regions above them.
  readonly #aboveVillages: [name: string, region: Region][] = [];
  #longest = 0;

  /** Adds a region under one of its names, which must have no blanks. */
  add(region: Region, name: string): void {
    this.#longest = Math.max(this.#longest, name.length);
    getOrMake(this.#named, name, () => []).push(region);
    if (region.level !== "VILLAGE") this.#aboveVillages.push([name, region]);
  }

  /** The regions that the words may mean, each with the number of names that the words then consist of. */
  read(words: readonly string[], tolerance: Tolerance | null = null): Map<Region, number> {
    const most = tolerance === "SPELLING" ? MOST_CORRECTED_WORDS : MOST_WORDS;
    if (words.length === 0 || words.length > most) return new Map<Region, number>();
    return new Parse(words, (name, isLast) => this.#lookUp(name, isLast, tolerance)).regions(0, words.length);
  }

  #lookUp(words: readonly string[], isLast: boolean, tolerance: Tolerance | null): Set<Region> {
    const found = this.#names(words.join(""), isLast, tolerance);
    for (const { kinds, levels, name } of takeKinds(words)) {
      for (const region of this.#names(name.join(""), isLast, tolerance))
        if (tolerance === "KINDS" || levels.includes(region.level)) found.add(region);
      // Some names contain their kind, which may have been written after the rest of the name.
      for (const region of this.#names([...kinds, ...name].join(""), false, tolerance)) found.add(region);
    }
    return found;
  }

  #names(name: string, isLast: boolean, tolerance: Tolerance | null): Set<Region> {
    const found = new Set(this.#named.get(name));
    if (name.length > this.#longest + 1) return found;
    if (tolerance === "SPELLING" && found.size === 0) {
      forEachCorrection(name, (corrected) => {
        for (const region of this.#named.get(corrected) ?? []) found.add(region);
      });
    }
    if (tolerance === "ENDING" && isLast && name.length > 1) {
      for (const [key, region] of this.#aboveVillages) if (key.startsWith(name)) found.add(region);
    }
    return found;
  }
}

/** Parses one text; each range of its words is parsed only once. */
class Parse<Region extends NamedRegion> {
  readonly #regions = new Map<string, Map<Region, number>>();

  constructor(
    readonly words: readonly string[],
    readonly named: (name: readonly string[], isLast: boolean) => ReadonlySet<Region>,
  ) {}

  /** The regions that a range of the words may mean, each with the number of names that the range then consists of. */
  regions(from: number, until: number): Map<Region, number> {
    const key = `${from} ${until}`;
    let found = this.#regions.get(key);
    if (found) return found;
    const one = this.named(this.words.slice(from, until), until === this.words.length);
    found = new Map([...one].map((region) => [region, 1]));
    this.#regions.set(key, found);
    for (let split = from + 1; split < until; split += 1) {
      const [before, behind] = [this.regions(from, split), this.regions(split, until)];
      addWithin(found, before, behind);
      addWithin(found, behind, before);
      if (!this.#repeats(from, split, until)) addSame(found, before, behind);
    }
    return found;
  }

  #repeats(from: number, split: number, until: number): boolean {
    return this.words.slice(from, split).join("") === this.words.slice(split, until).join("");
  }
}

/** Adds the regions that both parts mean, by two different names: `Surakarta (Solo)`. */
function addSame<Region extends NamedRegion>(
  found: Map<Region, number>,
  before: ReadonlyMap<Region, number>,
  behind: ReadonlyMap<Region, number>,
): void {
  for (const [region, own] of before) {
    const count = behind.get(region);
    if (count !== undefined) found.set(region, Math.min(own + count, found.get(region) ?? Infinity));
  }
}

/** Adds the inner regions that lie within an outer region, and sums up the number of their names. */
function addWithin<Region extends NamedRegion>(
  found: Map<Region, number>,
  inner: ReadonlyMap<Region, number>,
  outer: ReadonlyMap<Region, number>,
): void {
  const names = new Map([...outer].map(([{ key }, count]) => [key, count]));
  for (const [region, own] of inner) {
    for (const above of codesAbove(region.key)) {
      const count = names.get(above);
      if (count !== undefined) found.set(region, Math.min(own + count, found.get(region) ?? Infinity));
    }
  }
}
