import type { TextSpan } from "../../candidate.js";
import { timesIn } from "../find/times.js";
import type { Sentence } from "./prose.js";

// "Ambon, 7 Mei - ", "BANDARLAMPUNG (Kabar) – ", "Jakarta, Kompas —".
const DATELINE =
  /^\s*(?:\p{Lu}[\p{L}.'’]*[\s,|]*){1,5}(?:\([^)]{1,40}\)\s*)?(?:,?\s*(?:\p{L}+,\s*)?\d{1,2}\s+\p{L}+(?:\s+\d{4})?\s*)?(?:\([^)]{1,40}\)\s*)?(?:[–—-]{1,2}|\|)\s+/u;
const WEEKDAY = /(?:senin|selasa|rabu|kamis|jum'?at|jumat|sabtu|minggu)/iu;

/** The words before the first sentence that say where and when the article was written; null when there are none. */
export function datelineOf(sentences: readonly Sentence[]): TextSpan | null {
  const first = sentences.find(({ isHeadline }) => !isHeadline);
  const match = first ? DATELINE.exec(first.text) : null;
  return first && match && match[0].length < 90
    ? { start: first.start, end: first.start + match[0].length }
    : null;
}

/**
 * The day of an article that nothing else dates: the one of its dateline, else the last that stands beside a weekday or in
 * brackets with its year, as `Selasa (14/10/2025)` does. Null when none has a year.
 */
export function dayOfArticle(sentences: readonly Sentence[], dateline: TextSpan | null): string | null {
  const days: string[] = [];
  for (const { text, start } of sentences)
    for (const time of timesIn(text, null)) {
      if (time.from.length !== 10 || time.from !== time.until) continue;
      if (dateline !== null && start + time.start < dateline.end && start + time.start >= dateline.start)
        return time.from;
      const before = text.slice(Math.max(0, time.start - 12), time.start);
      if (time.kind === "EVENT" || WEEKDAY.test(before)) days.push(time.from);
    }
  return days.sort().at(-1) ?? null;
}
