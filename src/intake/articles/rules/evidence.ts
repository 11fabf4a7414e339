import type { Evidence, TextSpan } from "../../candidate.js";
import type { Analysed } from "../analysis.js";

/** The words of a sentence between two of its places, as evidence. */
export const evidenceIn = (sentence: Analysed, { start, end }: TextSpan, rule: string): Evidence => ({
  start: sentence.start + start,
  end: sentence.start + end,
  quote: sentence.text.slice(start, end),
  rule,
});

/** Lower case with hyphens, as ids of packages are. */
export const slugOf = (...parts: readonly string[]): string =>
  parts
    .join("-")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
