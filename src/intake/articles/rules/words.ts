import type { ValueStatus } from "../../../modules/observations/observation.entity.js";
import type { Quantity } from "../find/quantities.js";
import type { KnownCategory } from "../../vocabulary.js";

/** The words by which the indicator of a quantity is chosen. */
export interface Words {
  quantity: Quantity;
  /** Of the clause before the number and its qualifier, and behind its noun. */
  left: string;
  right: string;
  /** The part of the sentence between two separators. */
  segment: string;
  sentence: string;
  /** The segment with those that "dan" joins to it. */
  wide: string;
  /** The question that the sentence answers; empty where it answers none. */
  question: string;
  /** Whether an earlier sentence states a coverage rate. */
  followsRate: boolean;
  /** Whether the sentence before does, and this one puts a region or a group beside the number. */
  comparesRate: boolean;
  /** Whether the sentence before counts a group. */
  followsGroup: boolean;
  /** The sentence with the one before it in the same paragraph. */
  context: string;
  /** The paragraph before and this one, up to this sentence. */
  lead: string;
  category: KnownCategory | null;
  status: ValueStatus;
  /** What the amount of money before measured; null when there is none. */
  moneyBefore: string | null;
  /** What the number before measured of the same group, or of one that holds it; null when there is none. */
  countedBefore: string | null;
}

/** What a quantity measures, and the rule that says so. */
export interface Measured {
  code: string;
  rule: string;
  status?: ValueStatus;
  doubt?: string;
}

/** What a rule says of a quantity: what it measures, that it is no statement on cover, or nothing. */
export type Rule = (words: Words) => Measured | "NONE" | null;

const compiled = new Map<string, RegExp>();

/** Matches whole words, in any case. */
export function word(source: string): RegExp {
  const known = compiled.get(source);
  if (known) return known;
  const expression = new RegExp(String.raw`(?<!\p{L})(?:${source})(?!\p{L})`, "iu");
  compiled.set(source, expression);
  return expression;
}

/** The words beside a number, on both sides. */
export const near = ({ left, right }: Words): string => `${left} # ${right}`;
/** A measured quantity. */
export const is = (code: string, rule: string, more: Partial<Measured> = {}): Measured => ({
  code,
  rule,
  ...more,
});

/** Whether a category is a whole segment of workers, whose members count as potential workers. */
export const isSegment = ({ code, segment, aliases }: KnownCategory): boolean =>
  code === segment || aliases.some((alias) => alias.startsWith("sektor "));

/** That a number is the whole of which another is a part; "berasal dari" and "lebih dari" are not that. */
export const OF_WHOLE =
  /(?<!(?:berasal|bersumber|terdiri|terhitung|lebih|kurang|diambil|tertagih|ditagih|naik|turun|meningkat|menurun|melonjak|bertambah|tumbuh|berkembang|mulai|selain)\s+)(?<!\p{L})dari(?:\s+(?:total|jumlah|seluruh|keseluruhan|sebanyak|sejumlah|semua))*\s*$/iu;

/** Pay and money that are no contributions. */
export const WAGE = word(
  String.raw`(?<!penerima\s)upah|gaji|UMP|UMK|UMR|honor(?:arium)?|insentif|omzet|investasi|nilai\s+proyek|PAD`,
);
