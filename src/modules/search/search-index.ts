import { isTurnOver, turn } from "../../time/turn.js";
import type { RegionLevel } from "../regions/region.entity.js";
import { Hits, type Fit } from "./hits.js";
import { inverted, listAt } from "./lists.js";
import { forEachCorrection } from "./misspelling.js";
import { RegionReadings, type NamedRegion } from "./region-readings.js";
import { levelNamed, wordsOf } from "./search-words.js";
import { LEVELS, TYPES, type Searchable } from "./searchable.js";
import type { SearchType } from "./search.type.js";
import { TextTable } from "./text-table.js";
import { firstFrom, Words, type WordSet } from "./words.js";

/** The type and key of a row that a search has found. */
export interface Found {
  type: SearchType;
  key: string;
}

interface RegionRow extends NamedRegion {
  row: number;
}

// The order of rows that fit equally well: a province often shares its name with a city, and employers with both.
const RANKS: Record<RegionLevel, number> = { COUNTRY: 0, PROVINCE: 0, REGENCY: 1, CITY: 1, VILLAGE: 2 };
const ORDER = [...LEVELS.map((level) => RANKS[level]), 3, 4];

/** An in-memory index of all rows that can be found. */
export class SearchIndex {
  readonly #data: Searchable;
  // Names by their words without blanks between them, so that Kulonprogo finds Kulon Progo.
  readonly #names: TextTable;
  readonly #words: Words;
  // The row of each name.
  readonly #named: Uint32Array;
  readonly #regions = new RegionReadings<RegionRow>();

  private constructor(data: Searchable, names: TextTable, words: Words) {
    this.#data = data;
    this.#names = names;
    this.#words = words;
    this.#named = inverted(data.rowNames, names.count).items;
  }

  /** Makes an index in turns of milliseconds. */
  static async of(data: Searchable): Promise<SearchIndex> {
    const { words, rowWords, names } = data;
    const joined = (name: number): string => {
      let text = "";
      for (const word of listAt(names, name)) text += words[word] ?? "";
      return text;
    };
    const index = new SearchIndex(
      data,
      await TextTable.of(names.starts.length - 1, joined),
      await Words.of(words, inverted(rowWords, words.length)),
    );
    for (const [row, key] of data.keys.entries()) {
      const level = LEVELS[data.ranks[row] ?? 0];
      if (level !== undefined) index.#addRegion({ row, key, level });
      if (row % 1_000 === 0 && isTurnOver()) await turn(null);
    }
    return index;
  }

  #addRegion(region: RegionRow): void {
    const names = Array.from(listAt(this.#data.rowNames, region.row), (name) => this.#names.textOf(name));
    for (const name of new Set(names)) this.#regions.add(region, name);
  }

  /** The best matches of the text, at most `first`, best first; equally good ones by type and key. */
  find(text: string, types: readonly SearchType[] | null, first: number): Found[] {
    const words = wordsOf(text);
    for (const understood of [words, words.filter(isNoKind), withoutYears(words)]) {
      if (understood !== words && understood.length === words.length) continue;
      const found = this.#search(understood, types, first);
      if (found.length > 0)
        return found.map((row) => ({ type: this.#typeOf(row), key: this.#data.keys[row] ?? "" }));
    }
    return [];
  }

  #search(words: readonly string[], types: readonly SearchType[] | null, first: number): number[] {
    if (words.length === 0) return [];
    const hits = new Hits(first, (row) =>
      types === null || types.includes(this.#typeOf(row))
        ? (ORDER[this.#data.ranks[row] ?? 0] ?? null)
        : null,
    );
    const places = this.#regions.read(words);
    addReadings(hits, "NAME", places);
    if (places.size === 0) {
      addReadings(hits, "OTHER_KIND", this.#regions.read(words, "KINDS"));
      addReadings(hits, "UNFINISHED", this.#regions.read(words, "ENDING"));
    }
    this.#findNames(words, hits);
    this.#findWords(words, hits);
    if (hits.isEnough) return hits.best();
    this.#findMisspelt(words, hits);
    if (places.size === 0) addReadings(hits, "MISSPELT_NAME", this.#regions.read(words, "SPELLING"));
    return hits.best();
  }

  #typeOf(row: number): SearchType {
    return TYPES[this.#data.types[row] ?? 0] ?? "REGION";
  }

  #findNames(words: readonly string[], hits: Hits): void {
    for (const name of this.#names.find(words.join(""))) hits.add("NAME", this.#named[name] ?? 0);
    const phrase = words.join(" ");
    const { codes, codeRows } = this.#data;
    for (let at = firstFrom(codes, phrase); codes[at]?.startsWith(phrase); at += 1) {
      if (codes[at] === phrase) hits.add("CODE", codeRows[at] ?? 0);
      else if (phrase.length > 1) hits.add("BEGINNING", codeRows[at] ?? 0);
      else break;
    }
  }

  // Rows that have all the words, of which the last may be incomplete.
  #findWords(words: readonly string[], hits: Hits): void {
    const last = words.at(-1) ?? "";
    const before = words.slice(0, -1);
    const [beginning, same] = [this.#words.beginning(last), this.#words.withText(last)];
    // Nearly every row has a word that begins with a single letter, so only the other words are looked up.
    const lastSet = last.length > 1 ? beginning : same;
    const whole = [...new Set(before)].map((word) => this.#words.withText(word));
    const phrase = [...before.map((word) => this.#words.withText(word)), beginning];
    // The last word must match exactly if it is a single letter, or a code or year, which would mean something else.
    const isSpelt = !/\d/.test(last) && last.length > 1;
    this.#forAll(last.length > 1 || whole.length === 0 ? [...whole, lastSet] : whole, (row) => {
      const begun = this.#lengthBegunBy(row, phrase);
      if (begun !== null) hits.add("BEGINNING", row, { length: begun });
      else if (isSpelt || this.#hasAny(row, same)) hits.add("WORDS", row, { length: this.#lengthOf(row) });
    });
  }

  #findMisspelt(words: readonly string[], hits: Hits): void {
    forEachCorrection(words.join(""), (corrected) => {
      // People leave a letter out more often than they add one, so longer names come first.
      for (const name of this.#names.find(corrected))
        hits.add("MISSPELT_NAME", this.#named[name] ?? 0, { length: -corrected.length });
    });
    const near = [...new Set(words)].map((word) => this.#words.near(word));
    this.#forAll(near, (row) => {
      hits.add("MISSPELT_WORDS", row, { length: this.#lengthOf(row) });
    });
  }

  /** Calls back with each row that has a word of every set. Only the rows of the rarest set are checked. */
  #forAll(sets: readonly WordSet[], found: (row: number) => void): void {
    const [rarest, ...others] = [...sets].sort((one, other) => one.count - other.count);
    if (!rarest) return;
    const checked = new Set<number>();
    for (const word of rarest.words()) {
      for (const row of this.#words.rowsOf(word)) {
        if (checked.has(row)) continue;
        checked.add(row);
        if (others.every((set) => this.#hasAny(row, set))) found(row);
      }
    }
  }

  #hasAny(row: number, { has }: WordSet): boolean {
    const { starts, items } = this.#data.rowWords;
    const end = starts[row + 1] ?? 0;
    for (let at = starts[row] ?? 0; at < end; at += 1) if (has(items[at] ?? 0)) return true;
    return false;
  }

  /** The length of the shortest name of the row that begins with words; null when none does. */
  #lengthBegunBy(row: number, phrase: readonly WordSet[]): number | null {
    let shortest: number | null = null;
    for (const name of listAt(this.#data.rowNames, row)) {
      const words = listAt(this.#data.names, name);
      if (words.length < phrase.length || !phrase.every(({ has }, at) => has(words[at] ?? 0))) continue;
      shortest = Math.min(shortest ?? Infinity, this.#lengthOfName(words));
    }
    return shortest;
  }

  #lengthOf(row: number): number {
    const [name] = listAt(this.#data.rowNames, row);
    return name === undefined ? 0 : this.#lengthOfName(listAt(this.#data.names, name));
  }

  #lengthOfName(words: Uint32Array): number {
    let length = words.length - 1;
    for (const word of words) length += this.#data.words[word]?.length ?? 0;
    return length;
  }
}

function addReadings(hits: Hits, fit: Fit, readings: ReadonlyMap<RegionRow, number>): void {
  for (const [{ row }, names] of readings) hits.add(fit, row, { names });
}

// A wrong kind is ignored, and so is the year of a figure, but not of a date.
const isNoKind = (word: string): boolean => levelNamed(word) === undefined;
const withoutYears = (words: readonly string[]): readonly string[] =>
  words.some((word) => /\p{L}/u.test(word)) ? words.filter((word) => !/^(19|20)\d\d$/.test(word)) : words;
