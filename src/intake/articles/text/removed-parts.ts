import type { TextSpan } from "../../candidate.js";

/** A line of a text. */
export interface Paragraph extends TextSpan {
  text: string;
  isHeadline: boolean;
}

/** A stretch of an article that is not read, and why. */
export interface Removed extends TextSpan {
  rule: "RELATED_LINK" | "CREDIT" | "REPEAT";
}

const RELATED = /(?:^|\s)\(?(?:baca|lihat|simak|tonton)\s+(?:juga|pula|selengkapnya)\b.*$/iu;
const RELATED_LIST =
  /^(?:(?:berita|artikel)\s+(?:terkait|lainnya|populer|terpopuler|terkini|pilihan)|terpopuler|terkini|rekomendasi)\b/iu;
const CREDIT =
  /^\(?(?:pewarta|editor|penulis|reporter|jurnalis|copyright|©|tags?\s*:|topik\s*:|foto\s*:|sumber\s+foto|ikuti\s|follow\s|bagikan|share\b|advertisement|iklan\b|dilarang\s+keras|scroll\s+to|(?:home|beranda)\s*[/›»>|]|halaman\s*:|dibaca\s+\d)/iu;
/** Whether a line is of those who made the page, and no part of what it tells. */
export const isCredit = (line: string): boolean => CREDIT.test(line);

// Shorter sentences ("Ia berharap.") may well stand twice.
const SHORTEST_REPEAT = 30;

/** Finds the parts of an article that are links to others, credits, or words that stood there before. */
export function removedParts(paragraphs: readonly Paragraph[], sentences: readonly TextSpan[][]): Removed[] {
  const removed: Removed[] = [];
  const seen = new Set<string>();
  let isLink = false;
  paragraphs.forEach((paragraph, place) => {
    const { start, end, text } = paragraph;
    const isTitleLike = !/[.!?]["”]?$/.test(text);
    const link = RELATED.exec(text);
    if (isLink && isTitleLike) removed.push({ start, end, rule: "RELATED_LINK" });
    else if (RELATED_LIST.test(text)) {
      isLink = true;
      removed.push({ start, end, rule: "RELATED_LINK" });
    } else if (link) {
      // The title may stand on the next line.
      isLink = /[:：]?\s*$/.test(text) && text.length - link.index < 16;
      removed.push({ start: start + link.index, end, rule: "RELATED_LINK" });
    } else {
      isLink = false;
      if (isCredit(text)) removed.push({ start, end, rule: "CREDIT" });
    }
    for (const span of sentences[place] ?? []) {
      const words = text.slice(span.start - start, span.end - start);
      const key = words
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, " ")
        .trim();
      if (key.length < SHORTEST_REPEAT) continue;
      if (seen.has(key)) removed.push({ ...span, rule: "REPEAT" });
      seen.add(key);
    }
  });
  return removed;
}
