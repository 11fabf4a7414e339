import type { RegionLevel } from "../../modules/regions/region.entity.js";

const KIND_WORDS = new Map<string, RegionLevel>([
  ...["provinsi", "propinsi", "prov", "prop", "province"].map((name) => [name, "PROVINCE"] as const),
  ...["kabupaten", "kab", "regency"].map((name) => [name, "REGENCY"] as const),
  ...["kota", "kotamadya", "kodya", "city"].map((name) => [name, "CITY"] as const),
]);
const KIND_PREFIX: Partial<Record<RegionLevel, string>> = {
  PROVINCE: "provinsi",
  REGENCY: "kabupaten",
  CITY: "kota",
};
const KIND_NAMES = new Set(Object.values(KIND_PREFIX));
// Words that add nothing to the kind before them, as in "Kota Administrasi", "Kota Madya" and "Kota/Municipality".
const KIND_ADDITIONS = new Set([
  "administrasi",
  "administratif",
  "adm",
  "madya",
  "regency",
  "city",
  "municipality",
]);

const SHORT_FORMS = new Map([["kep", "kepulauan"]]);

/**
 * The words of a region's name with the kind in front and in full, without case, accents, hyphens and dots:
 * `KAB. ADM. KEP. SERIBU` gives kabupaten, kepulauan, seribu.
 */
function regionWords(text: string): string[] {
  const words = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => SHORT_FORMS.get(word) ?? word);
  const last = words.at(-1) ?? "";
  // Only English words of a kind follow the name: in Lima Puluh Kota, Kota is a part of it.
  if (words.length > 1 && ["province", "regency", "city"].includes(last)) words.unshift(words.pop() ?? "");
  const kind = words.length > 1 ? KIND_WORDS.get(words[0] ?? "") : undefined;
  if (!kind) return words;
  const rest = words.slice(1);
  while (rest.length > 1 && KIND_ADDITIONS.has(rest[0] ?? "")) rest.shift();
  return [KIND_PREFIX[kind] ?? "", ...rest];
}

/** The words of a name without its kind, unless it has no other words. */
export function bareWords(text: string): string[] {
  const words = regionWords(text);
  return words.length > 1 && KIND_WORDS.has(words[0] ?? "") ? words.slice(1) : words;
}

/** Whether a name states no kind, as BPS prints those of regencies. */
export function isBare(text: string): boolean {
  const words = regionWords(text);
  return words.length < 2 || !KIND_NAMES.has(words[0] ?? "");
}

const MARK =
  /\s?(?:[*†‡]{1,5}|[\d⁰¹²³⁴-⁹ᵃ-ᵉ,]{1,5}|[([]\s?(?:\d{1,2}|[a-z*])\s?[)\]]|(?<=\s)[a-z](?=\)))[)⁾]{0,2}$/iu;
const MOST_MARKS = 4;

/** The name without marks at its end that refer to footnotes: `Papua 1)`, `Batam*`, `Aceh[2]`, `Maluku r)`. */
export function withoutMarks(text: string): string {
  let rest = text;
  for (let marks = 0; marks < MOST_MARKS && MARK.test(rest); marks += 1) rest = rest.replace(MARK, "");
  return rest;
}

/** The key by which names are compared: it ignores blanks and hyphens, so that Kulonprogo equals Kulon Progo. */
export const regionKey = (text: string): string => regionWords(text).join("");

/** The keys under which a region's name is found: as it is, and with its kind in front. */
export function regionKeys(name: string, level: RegionLevel): string[] {
  const key = regionKey(name);
  const prefix = KIND_PREFIX[level];
  return prefix === undefined ? [key] : [key, prefix + key];
}
