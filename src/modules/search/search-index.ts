import MiniSearch, { type SearchOptions } from "minisearch";
import type { DataSource } from "typeorm";
import { dataSourceOf } from "../../database/database.js";
import { within } from "../../database/session.js";
import type { Database } from "../../database/statement.js";
import { findRevision } from "../../graph/revision.js";
import { listDocuments, type SearchDocument } from "./search.queries.js";
import type { SearchType } from "./search.type.js";

// Documents indexed before other requests get their turn.
const CHUNK = 1000;

// The kinds of regions as they are written, in any spelling, by the word that the index has for them.
const KINDS = new Map([
  ...["kab", "kabupaten", "regency"].map((spelling) => [spelling, "kabupaten"] as const),
  ...["kota", "kotamadya", "kodya", "city"].map((spelling) => [spelling, "kota"] as const),
  ...["prov", "prop", "provinsi", "propinsi", "province"].map((spelling) => [spelling, "provinsi"] as const),
]);
const ABBREVIATIONS = new Map([
  ...KINDS,
  ["adm", "administrasi"],
  ["kep", "kepulauan"],
  ["kel", "kelurahan"],
]);
const REGION_KINDS = new Set<string>(KINDS.values());

// Legal forms of firms, and what stands between the type, number and year of a regulation: written or left out at will.
const SKIPPED = new Set(["pt", "cv", "ud", "tbk", "persero", "no", "nomor", "tahun", "of"]);

/** The words of a text as they are compared: without case, accents, apostrophes and punctuation. */
function wordsOf(text: string): string[] {
  const plain = text
    .replace(/['‘’ʼ´\x60]/g, "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
  const words = (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => ABBREVIATIONS.get(word) ?? word);
  return words.filter((word) => !SKIPPED.has(word));
}

const phraseOf = (text: string): string => wordsOf(text).join(" ");

// A code or year that differs in one digit is another one.
const isSpelt = (term: string): boolean => !/\d/.test(term);
// What single letters begin is nearly everything.
const isBegun = (term: string): boolean => term.length >= 2;
const fuzzy = (term: string): number | false => (term.length >= 4 && isSpelt(term) ? 1 : false);

// A whole code comes before a whole name, and that before names that merely begin so or are spelt so; then come
// those with all the words somewhere. Phrases are whole: their length says nothing.
const PHRASE: SearchOptions = {
  tokenize: (text) => [phraseOf(text)],
  bm25: { k: 1.2, b: 0, d: 0.5 },
  prefix: isBegun,
};
const CODE: SearchOptions = {
  ...PHRASE,
  fields: ["codes"],
  boost: { codes: 1000 },
  weights: { prefix: 0.02, fuzzy: 0 },
};
const NAME: SearchOptions = {
  ...PHRASE,
  fields: ["names"],
  boost: { names: 100 },
  weights: { prefix: 0.1, fuzzy: 0.05 },
  fuzzy,
};
const WORDS: SearchOptions = {
  tokenize: wordsOf,
  fields: ["words"],
  combineWith: "AND",
  weights: { prefix: 0.3, fuzzy: 0.1 },
  prefix: (word, place, words) => place === words.length - 1 && isSpelt(word) && isBegun(word),
  fuzzy,
};
// Who writes the wrong kind still means the name.
const WITHOUT_KINDS: SearchOptions = {
  ...WORDS,
  tokenize: (text) => wordsOf(text).filter((word) => !REGION_KINDS.has(word)),
};

/** What a text has found. */
export interface Found {
  type: SearchType;
  key: string;
}

/** What can be found, in memory, as it stood after one load. */
export class SearchIndex {
  private constructor(readonly index: MiniSearch<SearchDocument & { id: number }>) {}

  static async build(db: Database): Promise<SearchIndex> {
    const documents = await listDocuments(db);
    const index = new MiniSearch<SearchDocument & { id: number }>({
      fields: ["codes", "names", "words"],
      storeFields: ["type", "key", "weight"],
      extractField: (document, field) => {
        const { codes = [], names, words = [] } = document;
        return field === "words" ? [...codes, ...names, ...words] : document[field as keyof typeof document];
      },
      stringifyField: (texts: unknown[]) => texts.join("\n"),
      tokenize: (text, field) =>
        field === "words" ? [...new Set(wordsOf(text))] : text.split("\n").map(phraseOf),
      processTerm: (term) => term,
    });
    const numbered = documents.map((document, id) => ({ ...document, id }));
    await index.addAllAsync(numbered, { chunkSize: CHUNK });
    return new SearchIndex(index);
  }

  /** The best of what the text finds, the best first; equals by type and key. */
  find(text: string, types: readonly SearchType[] | null, first: number): Found[] {
    const options: SearchOptions = {
      combineWith: "OR",
      boostDocument: (_id, _term, stored) => (stored?.weight as number | undefined) ?? 1,
      filter: (hit) => types === null || types.includes((hit as unknown as Found).type),
    };
    const search = (words: SearchOptions) => {
      const queries = [CODE, NAME, words].map((how) => ({ ...how, queries: [text] }));
      return this.index.search({ queries }, options) as unknown as (Found & { id: number; score: number })[];
    };
    const exact = search(WORDS);
    const found = exact.length > 0 ? exact : search(WITHOUT_KINDS);
    return found.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, first);
  }
}

const indexes = new WeakMap<DataSource, { revision: string; index: Promise<SearchIndex> }>();

/** The index of what is loaded now; built by the first search after a load, for all that wait for it, and not for it alone. */
export async function currentIndex(db: Database): Promise<SearchIndex> {
  const dataSource = dataSourceOf(db);
  const revision = await findRevision(db);
  const known = indexes.get(dataSource);
  if (known?.revision === revision) return within(db, known.index);
  const index = SearchIndex.build(dataSource);
  indexes.set(dataSource, { revision, index });
  // A build that failed is tried again by the next search.
  index.catch(() => indexes.get(dataSource)?.index === index && indexes.delete(dataSource));
  return within(db, index);
}
