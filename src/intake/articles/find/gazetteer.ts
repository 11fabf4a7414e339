import { getOrMake } from "../../../collections.js";
import type { TextSpan } from "../../candidate.js";
import type { KnownRegion } from "../../vocabulary.js";

type Kind = KnownRegion["level"];

/** A place where a text names a region. */
export interface RegionMention extends TextSpan {
  /** The regions that the name may mean, of the kind that its words or its list state. */
  regions: readonly KnownRegion[];
  /** Whether a word before the name, or before the first name of its list, states the kind. */
  hasKind: boolean;
  role: "GOVERNMENT" | "OFFICE" | "PLACE" | "OTHER";
}

const KINDS = new Map<string, Kind>([
  ...["provinsi", "prov", "gubernur", "wagub", "pemprov", "kapolda"].map(
    (word) => [word, "PROVINCE"] as const,
  ),
  ...["kabupaten", "kab", "bupati", "wabup", "pemkab"].map((word) => [word, "REGENCY"] as const),
  ...["kota", "kotamadya", "walikota", "wawali", "pemkot", "pemko"].map((word) => [word, "CITY"] as const),
]);
const GOVERNMENTS = new Set(
  "gubernur wagub pemprov bupati wabup pemkab walikota wawali pemkot pemko pemerintah pemda dinas disnaker disnakertrans dprd sekda setda".split(
    " ",
  ),
);
// What these name is a body with a place in its name, and no statement about the place.
const OFFICES = new Set(
  "cabang kanwil kacab perwakilan kcp ketenagakerjaan bpjamsostek bpjs kejari kejati kejaksaan negeri tinggi polres polda kantor".split(
    " ",
  ),
);
const OTHERS = new Set(
  "bank universitas pt rsud rsup bandara jalan jl stadion persatuan antara tribun radar media hotel pelabuhan pulau laut selat teluk ibu".split(
    " ",
  ),
);
const MOST_WORDS = 5;
const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu;
const NATIONAL =
  /\b(?:secara\s+nasional|(?:tingkat|rata-rata|angka|capaian|cakupan|target)\s+nasional|se-Indonesia|nasional(?=\s+(?:sebesar\s+|yang\s+|baru\s+|sudah\s+|mencapai\s+)?\d))\b/giu;

interface Word extends TextSpan {
  text: string;
  folded: string;
}

interface Entry {
  region: KnownRegion;
  /** A short form such as PALI stands in capitals only. */
  exact: string | null;
}

/** Finds regions by name, longest name first. */
export class Gazetteer {
  readonly #byKey = new Map<string, Entry[]>();
  readonly #country: KnownRegion | undefined;

  constructor(regions: readonly KnownRegion[]) {
    this.#country = regions.find(({ level }) => level === "COUNTRY");
    // Only some of the villages are known, so a name cannot tell one from a place elsewhere.
    for (const region of regions.filter(({ level }) => level !== "VILLAGE"))
      for (const name of new Set([region.name, region.officialName, ...region.aliases])) {
        const entry = { region, exact: /^\p{Lu}{2,5}$/u.test(name) ? name : null };
        getOrMake(this.#byKey, squeezed(name), (): Entry[] => []).push(entry);
      }
  }

  /** All mentions in a text, in order. */
  mentions(text: string): RegionMention[] {
    const words = wordsOf(text);
    const found: RegionMention[] = [];
    for (let at = 0; at < words.length; at += 1) {
      const match = this.#longest(text, words, at);
      if (match === null) continue;
      found.push(mentionOf(text, words, at, match));
      at += match.count - 1;
    }
    const country = this.#country;
    if (country)
      for (const {
        index,
        0: { length },
      } of text.matchAll(NATIONAL))
        found.push({ start: index, end: index + length, regions: [country], hasKind: true, role: "PLACE" });
    return inLists(
      text,
      found.sort((one, other) => one.start - other.start),
    );
  }

  #longest(
    text: string,
    words: readonly Word[],
    at: number,
  ): { count: number; regions: KnownRegion[] } | null {
    if (!/^\p{Lu}/u.test(words[at]?.text ?? "")) return null;
    let key = "";
    let best: { count: number; regions: KnownRegion[] } | null = null;
    for (let count = 1; count <= MOST_WORDS; count += 1) {
      const word = words[at + count - 1];
      // "Pangkajene dan Kepulauan" is one name.
      if (!word || !(/^[\p{Lu}\p{N}]/u.test(word.text) || (count > 1 && word.text === "dan"))) break;
      const before = words[at + count - 2];
      if (count > 1 && before && !/^[\s.’'-]+$/.test(text.slice(before.end, word.start))) break;
      key += word.folded;
      const entries = (this.#byKey.get(key) ?? []).filter(
        ({ exact }) => exact === null || exact === text.slice(words[at]?.start, word.end),
      );
      if (entries.length > 0) best = { count, regions: [...new Set(entries.map(({ region }) => region))] };
    }
    return best;
  }
}

const fold = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\p{M}'’]/gu, "")
    .toLowerCase();
const squeezed = (name: string): string => (name.match(WORD) ?? []).map(fold).join("");

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
    text: word,
    folded: fold(word),
    start: index,
    end: index + word.length,
  }));
}

// "…," ujarnya di Ambon, Selasa": where something was said.
const WHERE_SAID = /^\s*,\s*(?:senin|selasa|rabu|kamis|jum|sabtu|minggu|\(?\d{1,2}\/)/iu;

function mentionOf(
  text: string,
  words: readonly Word[],
  at: number,
  { count, regions }: { count: number; regions: KnownRegion[] },
): RegionMention {
  const [start, end] = [words[at]?.start ?? 0, words[at + count - 1]?.end ?? 0];
  const before = wordsBefore(text, words, at);
  const own = KINDS.get(words[at]?.folded ?? "");
  const kind = (count > 1 ? own : undefined) ?? kindBefore(before);
  const ofKind = kind === null ? [] : regions.filter(({ level }) => level === kind);
  const chosen = ofKind.length > 0 ? ofKind : regions;
  const role = WHERE_SAID.test(text.slice(end, end + 20)) ? "OTHER" : roleOf(before);
  return { start, end, regions: chosen, hasKind: ofKind.length > 0, role };
}

// The words of the sentence before say nothing of what a name is.
function wordsBefore(text: string, words: readonly Word[], at: number): string[] {
  const before: string[] = [];
  for (let place = at - 1; place >= at - 3; place -= 1) {
    const [word, next] = [words[place], words[place + 1]];
    if (
      !word ||
      !next ||
      /[.!?]["”)]?\s|\n/.test(text.slice(word.end, next.start).replace(/^\.(?=\s)/, isShort(word) ? "" : "."))
    )
      break;
    before.push(word.folded);
  }
  return before;
}

// "Kab. Pati", "Jl. Jambi": the point ends no sentence.
const isShort = ({ folded }: Word): boolean => folded.length <= 4;

function kindBefore([first = "", second = ""]: readonly string[]): Kind | null {
  if (first === "administrasi") return KINDS.get(second) ?? null;
  if (first === "kota" && second === "wali") return "CITY";
  return KINDS.get(first) ?? null;
}

function roleOf(before: readonly string[]): RegionMention["role"] {
  const [first = "", second = "", third = ""] = before;
  const [nearest, next] = KINDS.has(first) && first.startsWith("k") ? [second, third] : [first, second];
  // "Cakupan jaminan sosial ketenagakerjaan NTT" is that of the place.
  const isSubject = nearest === "ketenagakerjaan" && next === "sosial";
  if ((OFFICES.has(nearest) && !isSubject) || (nearest === "wilayah" && next === "kantor")) return "OFFICE";
  if (OTHERS.has(first) || first === "asli") return "OTHER";
  const isGovernment = [first, second, third].some((word) => GOVERNMENTS.has(word)) || second === "wali";
  return isGovernment ? "GOVERNMENT" : "PLACE";
}

// "Kabupaten Pati, Banyumas, dan Semarang": the kind before the first name holds for the list.
function inLists(text: string, mentions: readonly RegionMention[]): RegionMention[] {
  const done: RegionMention[] = [];
  for (const mention of mentions) {
    const before = done.at(-1);
    const between = before ? text.slice(before.end, mention.start) : "";
    const kind = before?.hasKind ? before.regions[0]?.level : undefined;
    const isListed = /^\s*(?:,|dan|serta|, dan|, serta|,?\s*[\d.,%]+[^.;\n]{0,60}(?:,|dan|serta))\s*$/iu.test(
      between,
    );
    const ofKind = isListed && !mention.hasKind ? mention.regions.filter(({ level }) => level === kind) : [];
    done.push(ofKind.length > 0 ? { ...mention, regions: ofKind, hasKind: true } : mention);
  }
  return done;
}
