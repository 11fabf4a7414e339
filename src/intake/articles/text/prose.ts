import type { TextSpan } from "../../candidate.js";
import { isCredit, removedParts, type Paragraph, type Removed } from "./removed-parts.js";

/** A sentence, with the paragraph that it stands in. */
export interface Sentence extends TextSpan {
  text: string;
  paragraph: number;
  isHeadline: boolean;
  /** A row of a list or a table, which the sentence before it introduces. */
  isItem: boolean;
}

/** A text in sentences, without what is no part of it or stands there twice. */
export interface Prose {
  text: string;
  sentences: readonly Sentence[];
  removed: readonly Removed[];
}

const MAX_HEADLINE = 220;
// After these a point ends no sentence.
const ABBREVIATIONS = new Set(
  "no nomor jl kab kec kel prov dr drs dra hj ir st sh mm m s h rp dkk dll tbk pt cv dsb s.d s/d a.n u.p hlm tgl ps kep plt pj plh".split(
    " ",
  ),
);
const END = /[.!?]+["”’')\]]*(?=\s+["“‘'([]?[\p{Lu}\d])|[.!?]+["”’')\]]*\s*$/gu;

/** Splits a text into sentences and leaves out related links, credits, and what it repeats. */
export function proseOf(text: string): Prose {
  const paragraphs = paragraphsOf(text);
  const split = paragraphs.map(sentencesOf);
  const removed = removedParts(paragraphs, split);
  const isRemoved = ({ start }: TextSpan): boolean =>
    removed.some((part) => start >= part.start && start < part.end);
  const sentences = split
    .flatMap((list, paragraph) =>
      list.map((span) => ({
        ...cut(text, span, removed),
        paragraph,
        isHeadline: paragraphs[paragraph]?.isHeadline ?? false,
        isItem: isItem(paragraphs[paragraph]),
      })),
    )
    .filter((sentence) => !isRemoved(sentence) && sentence.text !== "");
  return { text, sentences, removed };
}

// A related link may stand at the end of a sentence's line.
function cut(
  text: string,
  { start, end }: TextSpan,
  removed: readonly Removed[],
): TextSpan & { text: string } {
  const link = removed.find((part) => part.start > start && part.start < end);
  const until = link?.start ?? end;
  return { start, end: until, text: text.slice(start, until) };
}

function paragraphsOf(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (const match of text.matchAll(/[^\n\r]+/g)) {
    const line = match[0];
    if (line.trim() === "") continue;
    const start = match.index + line.length - line.trimStart().length;
    const trimmed = line.trim();
    paragraphs.push({ start, end: start + trimmed.length, text: trimmed, isHeadline: false });
  }
  const first = paragraphs.find(({ text: line }) => !isCredit(line));
  if (first && paragraphs.length > 1 && first.text.length <= MAX_HEADLINE && !/[.!?]["”]?$/.test(first.text))
    first.isHeadline = true;
  return paragraphs;
}

const MARKER = /^(?:\(?\d{1,2}[.)]|[a-z][.)]|[-–—•*·▪►✓])\s+(?=\S)/u;
const MOST_WORDS_OF_ROW = 14;

// "1. Kota A: 58,12 persen", "Kabupaten B    12.000    34,5%".
function isItem(paragraph: Paragraph | undefined): boolean {
  if (paragraph === undefined || paragraph.isHeadline) return false;
  const { text } = paragraph;
  if (MARKER.test(text)) return true;
  const isShort = text.split(/\s+/).length <= MOST_WORDS_OF_ROW;
  return isShort && /^\p{Lu}/u.test(text) && /\d/.test(text) && !/[.!?:"”]$/u.test(text);
}

function sentencesOf({ start, text }: Paragraph): TextSpan[] {
  const spans: TextSpan[] = [];
  // The number of a row is none of its sentence.
  let from = MARKER.exec(text)?.[0].length ?? 0;
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length;
    if (end <= from) continue;
    if (end < text.length && match[0].startsWith(".") && isAbbreviation(text.slice(from, match.index)))
      continue;
    spans.push({ start: start + from, end: start + end });
    from = end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0);
  }
  if (from < text.length) spans.push({ start: start + from, end: start + text.length });
  return spans;
}

function isAbbreviation(before: string): boolean {
  const word = /[\p{L}./]+$/u.exec(before)?.[0].toLowerCase() ?? "";
  return word.length === 1 || ABBREVIATIONS.has(word);
}
