import { compare } from "../../collections.js";
import { isTurnOver, turn } from "../../time/turn.js";
import { RegionLevel } from "../regions/region.entity.js";
import { ListsBuilder, type Lists } from "./lists.js";
import type { SearchDocument } from "./search.queries.js";
import { kindWord, wordsOf } from "./search-words.js";
import { SearchType } from "./search.type.js";

/**
 * All rows that can be found, in the form in which they are stored and searched: numbered by type and key, with their
 * words as numbers in alphabetical order. A hundred thousand rows take ten megabytes.
 */
export interface Searchable {
  /** All words, in order of code units. */
  words: string[];
  /** The primary key of each row. */
  keys: string[];
  /** The type of each row, as its place among `TYPES`. */
  types: Uint8Array;
  /** The level of each region, as its place among `LEVELS`; for other rows, one of the two numbers after them. */
  ranks: Uint8Array;
  /** The different words of each row, with the kind of a region. */
  rowWords: Lists;
  /** The names of each row, the main one first, as numbers of `names`. */
  rowNames: Lists;
  /** The words of each name. */
  names: Lists;
  /** The words of all codes, joined by blanks, in order of code units. */
  codes: string[];
  /** The row of each code. */
  codeRows: Uint32Array;
}

export const TYPES = Object.keys(SearchType) as readonly SearchType[];
export const LEVELS = Object.keys(RegionLevel) as readonly RegionLevel[];

/** Gathers the documents, which must come by type and key, in turns of milliseconds. */
export async function gather(documents: AsyncIterable<SearchDocument>): Promise<Searchable> {
  const gathering = new Gathering();
  for await (const document of documents) {
    gathering.add(document);
    if (isTurnOver()) await turn(null);
  }
  return gathering.searchable();
}

class Gathering {
  // Words have the numbers of their first appearance until all are known.
  readonly #words = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #types: number[] = [];
  readonly #ranks: number[] = [];
  readonly #rowWords = new ListsBuilder();
  readonly #rowNames = new ListsBuilder();
  readonly #names = new ListsBuilder();
  readonly #codes: { code: string; row: number }[] = [];

  add({ type, key, level, comesFirst = false, codes = [], names, words = [] }: SearchDocument): void {
    const row = this.#keys.push(key) - 1;
    this.#types.push(TYPES.indexOf(type));
    this.#ranks.push(level === undefined ? LEVELS.length + (comesFirst ? 0 : 1) : LEVELS.indexOf(level));
    const named = names.map(wordsOf).filter((name) => name.length > 0);
    const coded = codes.map(wordsOf).filter((code) => code.length > 0);
    const all = new Set([...coded.flat(), ...named.flat(), ...words.flatMap(wordsOf)]);
    const kind = level && kindWord(level);
    if (kind) all.add(kind);
    this.#rowWords.add(this.#numbersOf(all));
    const different = new Map(named.map((name) => [name.join(" "), name]));
    this.#rowNames.add([...different.values()].map((name) => this.#names.add(this.#numbersOf(name))));
    for (const code of coded) this.#codes.push({ code: code.join(" "), row });
  }

  #numbersOf(words: Iterable<string>): number[] {
    return Array.from(words, (word) => {
      let number = this.#words.get(word);
      if (number === undefined) this.#words.set(word, (number = this.#words.size));
      return number;
    });
  }

  searchable(): Searchable {
    const words = [...this.#words.keys()].sort(compare);
    const places = new Uint32Array(words.length);
    for (const [place, word] of words.entries()) places[this.#words.get(word) ?? 0] = place;
    const placed = ({ starts, items }: Lists): Lists => ({
      starts,
      items: items.map((number) => places[number] ?? 0),
    });
    const codes = this.#codes.sort((one, other) => compare(one.code, other.code) || one.row - other.row);
    return {
      words,
      keys: this.#keys,
      types: Uint8Array.from(this.#types),
      ranks: Uint8Array.from(this.#ranks),
      rowWords: placed(this.#rowWords.lists()),
      rowNames: this.#rowNames.lists(),
      names: placed(this.#names.lists()),
      codes: codes.map(({ code }) => code),
      codeRows: Uint32Array.from(codes, ({ row }) => row),
    };
  }
}
