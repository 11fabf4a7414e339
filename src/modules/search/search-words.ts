import type { RegionLevel } from "../regions/region.entity.js";

/** Words for kinds of regions, with the level that each implies. The index replaces all spellings by the first one. */
const KINDS: readonly { level: RegionLevel; spellings: readonly [string, ...string[]] }[] = [
  { level: "PROVINCE", spellings: ["provinsi", "prov", "prop", "propinsi", "province"] },
  { level: "REGENCY", spellings: ["kabupaten", "kab", "regency"] },
  { level: "CITY", spellings: ["kota", "kotamadya", "kodya", "city"] },
  { level: "VILLAGE", spellings: ["desa"] },
  { level: "VILLAGE", spellings: ["kelurahan", "kel"] },
];
const LEVELS: ReadonlyMap<string, RegionLevel> = new Map(
  KINDS.map(({ level, spellings: [word] }) => [word, level]),
);
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ...KINDS.flatMap(({ spellings }) => spellings.map((spelling) => [spelling, spellings[0]] as const)),
  ["adm", "administrasi"],
  ["kep", "kepulauan"],
]);

// Legal forms of firms, and words between the type, number and year of a regulation, which people often leave out.
const SKIPPED = new Set(["pt", "cv", "ud", "tbk", "persero", "no", "nomor", "tahun", "of"]);

/** The words of a text as they are compared: in lower case, without accents, apostrophes and punctuation. */
export function wordsOf(text: string): string[] {
  const plain = text
    .replace(/['‘’ʼ´\x60]/g, "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
  const words = (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => SPELLINGS.get(word) ?? word);
  return words.filter((word) => !SKIPPED.has(word));
}

/** The level of regions that a word implies, such as `kota`; undefined for other words. */
export const levelNamed = (word: string): RegionLevel | undefined => LEVELS.get(word);

/** The word before the names of regions of a level, such as `kota`; undefined for the country. */
export const kindWord = (level: RegionLevel): string | undefined =>
  KINDS.find((kind) => kind.level === level)?.spellings[0];

/** A name, the kind words before and after it, and the levels that those imply. */
export interface WithKinds {
  kinds: readonly string[];
  levels: RegionLevel[];
  name: readonly string[];
}

/**
 * All ways to split kind words off both ends of the words. There may be several, since a kind word may belong to the
 * name, as in Lima Puluh Kota, or not, as in Jambi Kota.
 */
export function takeKinds(words: readonly string[]): WithKinds[] {
  const isKind = (word: string | undefined): boolean => word !== undefined && LEVELS.has(word);
  const found: WithKinds[] = [];
  for (let from = 0; from === 0 || isKind(words[from - 1]); from += 1) {
    // "Kota Administrasi" means the same as "Kota".
    const start = from > 0 && words[from] === "administrasi" ? from + 1 : from;
    for (let until = words.length; until > start; until -= 1) {
      const kinds = [...words.slice(0, from), ...words.slice(until)];
      const levels = kinds.flatMap((word) => LEVELS.get(word) ?? []);
      if (kinds.length > 0) found.push({ kinds, levels, name: words.slice(start, until) });
      if (!isKind(words[until - 1])) break;
    }
  }
  return found;
}
