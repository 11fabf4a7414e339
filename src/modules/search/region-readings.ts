import { getOrMake } from "../../collections.js";
import type { RegionLevel } from "../regions/region.entity.js";
import { forEachCorrection } from "./misspelling.js";
import { takeKinds } from "./search-words.js";
import { codesAbove } from "../regions/region-code.rules.js";

/** A region that may be named. */
export interface NamedRegion {
  key: string;
  level: RegionLevel;
}

/** What a text may have wrong: the KINDS of regions, the ENDING of its last name, or in the SPELLING of each name one letter. */
export type Tolerance = "KINDS" | "ENDING" | "SPELLING";

// A village with all above it has fewer words; each stretch of a text is looked up.
const MOST_WORDS = 12;
// Every correction of each stretch is looked up, which takes a thousand times as long.
const MOST_CORRECTED_WORDS = 8;

/**
 * Reads texts as people write places: a name with its kind before or behind it, and with the names of regions above it
 * before or behind that. `Semarang, Jawa Tengah`, `Jateng Kab. Semarang`, `Batu Merah, Kota Ambon, Maluku`.
 */
export class RegionReadings<Region extends NamedRegion> {
  // Blanks do not count, so that Kulonprogo is Kulon Progo.
  readonly #named = new Map<string, Region[]>();
  // Of villages there may be very many, and few write one behind the regions above it.
  readonly #aboveVillages: [name: string, region: Region][] = [];
  #longest = 0;

  /** Adds a region under one of its names, which is written without blanks. */
  add(region: Region, name: string): void {
    this.#longest = Math.max(this.#longest, name.length);
    getOrMake(this.#named, name, () => []).push(region);
    if (region.level !== "VILLAGE") this.#aboveVillages.push([name, region]);
  }

  /** The regions that words may mean, each with how many names the words then are. */
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
      // Some names have their kind in them, which may have been written behind.
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

/** One text that is being read; stretches of it are looked up once. */
class Parse<Region extends NamedRegion> {
  readonly #regions = new Map<string, Map<Region, number>>();

  constructor(
    readonly words: readonly string[],
    readonly named: (name: readonly string[], isLast: boolean) => ReadonlySet<Region>,
  ) {}

  /** The regions that a stretch of the words may mean, with how many names it then is. */
  regions(from: number, until: number): Map<Region, number> {
    const key = `${from} ${until}`;
    let found = this.#regions.get(key);
    if (found) return found;
    const one = this.named(this.words.slice(from, until), until === this.words.length);
    found = new Map([...one].map((region) => [region, 1]));
    this.#regions.set(key, found);
    for (let split = from + 1; split < until; split += 1) {
      const [before, behind] = [this.regions(from, split), this.regions(split, until)];
      keepWithin(found, before, behind);
      keepWithin(found, behind, before);
      if (!this.#repeats(from, split, until)) keepSame(found, before, behind);
    }
    return found;
  }

  #repeats(from: number, split: number, until: number): boolean {
    return this.words.slice(from, split).join("") === this.words.slice(split, until).join("");
  }
}

/** Adds the regions that are named twice, by other names of theirs: `Surakarta (Solo)`. */
function keepSame<Region extends NamedRegion>(
  found: Map<Region, number>,
  before: ReadonlyMap<Region, number>,
  behind: ReadonlyMap<Region, number>,
): void {
  for (const [region, own] of before) {
    const count = behind.get(region);
    if (count !== undefined) found.set(region, Math.min(own + count, found.get(region) ?? Infinity));
  }
}

/** Adds the regions that lie within one of others, with all their names. */
function keepWithin<Region extends NamedRegion>(
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
