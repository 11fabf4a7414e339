import { getOrMake } from "../../collections.js";
import type { DataSource } from "typeorm";
import { dataSourceOf, signalOf, within } from "../../database/database.js";
import type { Database } from "../../database/statement.js";
import { findRevision } from "../../database/revision.js";
import type { RegionLevel } from "../regions/region.entity.js";
import { isTurnOver, turn } from "../../time/turn.js";
import { forEachCorrection } from "./misspelling.js";
import { RegionReadings, type NamedRegion } from "./region-readings.js";
import { listDocuments, type SearchDocument } from "./search.queries.js";
import type { SearchType } from "./search.type.js";
import { kindWord, levelNamed, wordsOf } from "./search-words.js";
import { Vocabulary, type Word } from "./vocabulary.js";

/** The type and key of a row that a search has found. */
export interface Found {
  type: SearchType;
  key: string;
}

/** A row that can be found. */
interface Entry extends Found {
  place: number;
  level: RegionLevel | undefined;
  comesFirst: boolean;
  names: string[];
  words: Word<Entry>[];
}
type RegionEntry = Entry & NamedRegion;

/**
 * How a text fits an entry, best first: it is the entry's code; its name, for regions also with their kind and parents;
 * the beginning of a code or name; a region's name with a wrong kind; the entry has all words of the text, the last
 * perhaps incomplete; the text is an incomplete name of a region; a name, or each word, has one mistake.
 */
const FITS = [
  "CODE",
  "NAME",
  "BEGINNING",
  "OTHER_KIND",
  "WORDS",
  "UNFINISHED",
  "MISSPELT_NAME",
  "MISSPELT_WORDS",
] as const;
type Fit = (typeof FITS)[number];

// The order of entries that fit equally well: a province often shares its name with a city, and employers with both.
const RANKS: Record<RegionLevel, number> = { COUNTRY: 0, PROVINCE: 0, REGENCY: 1, CITY: 1, VILLAGE: 2 };
const rankOf = ({ level, comesFirst }: Entry): number =>
  level === undefined ? (comesFirst ? 3 : 4) : RANKS[level];

/** An in-memory index of all rows that can be found, as of one load. */
export class SearchIndex {
  readonly #vocabulary = new Vocabulary<Entry>();
  readonly #names = new Map<string, Entry[]>();
  readonly #codes = new Map<string, Entry[]>();
  readonly #regions = new RegionReadings<RegionEntry>();
  #size = 0;

  static async build(db: Database): Promise<SearchIndex> {
    const index = new SearchIndex();
    for await (const document of listDocuments(db)) {
      index.#add(document);
      if (isTurnOver()) await turn(null);
    }
    return index;
  }

  #add({ type, key, level, comesFirst = false, codes = [], names, words = [] }: SearchDocument): void {
    const named = names.map(wordsOf).filter((name) => name.length > 0);
    const coded = codes.map(wordsOf);
    const entry: Entry = {
      type,
      key,
      place: this.#size,
      level,
      comesFirst,
      names: [...new Set(named.map((name) => name.join(" ")))],
      words: [],
    };
    this.#size += 1;
    const all = new Set([...coded.flat(), ...named.flat(), ...words.flatMap(wordsOf)]);
    const kind = level && kindWord(level);
    if (kind) all.add(kind);
    for (const word of all) entry.words.push(this.#vocabulary.add(word, entry));
    for (const code of coded) addTo(this.#codes, code.join(" "), entry);
    for (const name of new Set(named.map((name) => name.join("")))) {
      addTo(this.#names, name, entry);
      if (isRegion(entry)) this.#regions.add(entry, name);
    }
  }

  /** The best matches of the text, at most `first`, best first; equally good ones by type and key. */
  find(text: string, types: readonly SearchType[] | null, first: number): Found[] {
    const words = wordsOf(text);
    for (const understood of [words, words.filter(isNoKind), withoutYears(words)]) {
      if (understood !== words && understood.length === words.length) continue;
      const found = this.#search(understood, types, first);
      if (found.length > 0) return found;
    }
    return [];
  }

  #search(words: readonly string[], types: readonly SearchType[] | null, first: number): Found[] {
    if (words.length === 0) return [];
    const hits = new Hits(types);
    const places = this.#regions.read(words);
    hits.addReadings("NAME", places);
    if (places.size === 0) {
      hits.addReadings("OTHER_KIND", this.#regions.read(words, "KINDS"));
      hits.addReadings("UNFINISHED", this.#regions.read(words, "ENDING"));
    }
    this.#findNames(words, hits);
    this.#findWords(words, hits);
    if (hits.size >= first) return hits.best(first);
    this.#findMisspelt(words, hits);
    if (places.size === 0) hits.addReadings("MISSPELT_NAME", this.#regions.read(words, "SPELLING"));
    return hits.best(first);
  }

  #findNames(words: readonly string[], hits: Hits): void {
    for (const entry of this.#names.get(words.join("")) ?? []) hits.add("NAME", entry);
    const phrase = words.join(" ");
    for (const entry of this.#codes.get(phrase) ?? []) hits.add("CODE", entry);
    if (phrase.length < 2) return;
    for (const [code, entries] of this.#codes)
      if (code.startsWith(phrase)) for (const entry of entries) hits.add("BEGINNING", entry);
  }

  // Entries that have all the words, of which the last may be incomplete.
  #findWords(words: readonly string[], hits: Hits): void {
    const phrase = words.join(" ");
    const last = words.at(-1) ?? "";
    const whole = [...new Set(words.slice(0, -1))].map((word) => this.#vocabulary.withText(word));
    // Nearly every entry has a word that begins with a single letter, so only the other words are looked up.
    const sets = last.length > 1 || whole.length === 0 ? [...whole, this.#vocabulary.beginning(last)] : whole;
    // The last word must match exactly if it is a single letter, or a code or year, which would mean something else.
    const isSpelt = !/\d/.test(last) && last.length > 1;
    for (const entry of withAll(sets)) {
      const begun = entry.names.filter((name) => name.startsWith(phrase)).map(({ length }) => length);
      if (begun.length > 0) hits.add("BEGINNING", entry, { length: Math.min(...begun) });
      else if (isSpelt || entry.words.some(({ text }) => text === last))
        hits.add("WORDS", entry, { length: lengthOf(entry) });
    }
  }

  #findMisspelt(words: readonly string[], hits: Hits): void {
    forEachCorrection(words.join(""), (name) => {
      // People leave a letter out more often than they add one, so longer names come first.
      for (const entry of this.#names.get(name) ?? [])
        hits.add("MISSPELT_NAME", entry, { length: -name.length });
    });
    const near = [...new Set(words)].map((word) => this.#vocabulary.near(word));
    for (const entry of withAll(near)) hits.add("MISSPELT_WORDS", entry, { length: lengthOf(entry) });
  }
}

// A wrong kind is ignored, and so is the year of a figure, but not of a date.
const isNoKind = (word: string): boolean => levelNamed(word) === undefined;
const withoutYears = (words: readonly string[]): readonly string[] =>
  words.some((word) => /\p{L}/u.test(word)) ? words.filter((word) => !/^(19|20)\d\d$/.test(word)) : words;

function addTo(lists: Map<string, Entry[]>, key: string, entry: Entry): void {
  getOrMake(lists, key, () => []).push(entry);
}

const lengthOf = ({ names: [name = ""] }: Entry): number => name.length;

const isRegion = (entry: Entry): entry is RegionEntry => entry.level !== undefined;

/** The entries that have a word of every set. Only the entries of the rarest set are checked. */
function withAll(sets: readonly ReadonlySet<Word<Entry>>[]): Set<Entry> {
  const count = (set: ReadonlySet<Word<Entry>>): number =>
    [...set].reduce((sum, { entries }) => sum + entries.length, 0);
  const [rarest, ...others] = sets
    .map((set) => ({ set, count: count(set) }))
    .sort((one, other) => one.count - other.count);
  const found = new Set<Entry>();
  for (const { entries } of rarest?.set ?? [])
    for (const entry of entries)
      if (others.every(({ set }) => entry.words.some((word) => set.has(word)))) found.add(entry);
  return found;
}

/** An entry with its score (lower is better), and the length of its name, which decides between equal scores. */
interface Hit {
  entry: Entry;
  score: number;
  length: number;
}

/** The entries found so far, each with its best score. */
class Hits {
  readonly #hits = new Map<Entry, Hit>();

  constructor(readonly types: readonly SearchType[] | null) {}

  get size(): number {
    return this.#hits.size;
  }

  /** Adds an entry; `names` is the number of names that the text consists of, and fewer are better. */
  add(fit: Fit, entry: Entry, { names = 1, length = 0 }: { names?: number; length?: number } = {}): void {
    if (this.types !== null && !this.types.includes(entry.type)) return;
    const score = (FITS.indexOf(fit) * 16 + names) * 5 + rankOf(entry);
    const earlier = this.#hits.get(entry);
    if (!earlier || score < earlier.score) this.#hits.set(entry, { entry, score, length });
  }

  addReadings(fit: Fit, readings: ReadonlyMap<Entry, number>): void {
    for (const [entry, names] of readings) this.add(fit, entry, { names });
  }

  /** The best entries, at most `first`, best first. */
  best(first: number): Found[] {
    return [...this.#hits.values()]
      .sort(
        (one, other) =>
          one.score - other.score || one.length - other.length || one.entry.place - other.entry.place,
      )
      .slice(0, first)
      .map(({ entry: { type, key } }) => ({ type, key }));
  }
}

const indexes = new WeakMap<DataSource, { revision: string; index: Promise<SearchIndex> }>();

/** The best matches of a text in the data loaded now; see `SearchIndex.find`. */
export async function search(db: Database, ...query: Parameters<SearchIndex["find"]>): Promise<Found[]> {
  const index = await currentIndex(db);
  await turn(signalOf(db));
  return index.find(...query);
}

// Built by the first search after a load. Other searches share the build, so it outlasts the request that started it.
async function currentIndex(db: Database): Promise<SearchIndex> {
  const dataSource = dataSourceOf(db);
  const revision = await findRevision(db);
  const cached = indexes.get(dataSource);
  if (cached?.revision === revision) return within(db, cached.index);
  const index = SearchIndex.build(dataSource);
  indexes.set(dataSource, { revision, index });
  // The next search retries a failed build.
  index.catch(() => indexes.get(dataSource)?.index === index && indexes.delete(dataSource));
  return within(db, index);
}
