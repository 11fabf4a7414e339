import type { ValueStatus } from "../../../modules/observations/observation.entity.js";
import type { KnownCategory, KnownIndicator } from "../../vocabulary.js";
import type { Analysed } from "../analysis.js";
import type { Clause } from "../find/clauses.js";
import type { TimeMention, Today } from "../find/times.js";
import { otherTime } from "./other-time.js";
import type { Carried, PeriodCells } from "./period-cells.js";
import { isSegment } from "./words.js";

// "Per Juni" holds in the paragraphs behind for what a register counts, and else in its own.
const OF_REGISTER = new Set([
  "PROTECTED_WORKERS",
  "REGISTERED_WORKERS",
  "POTENTIAL_WORKERS",
  "UNPROTECTED_WORKERS",
  "COVERAGE_RATE",
  "EMPLOYERS_REGISTERED",
  "EMPLOYERS_NON_COMPLIANT",
]);
// Money and months that name no time are of the year of those whom they pay for.
const OF_YEAR = new Set(["BUDGET", "CONTRIBUTIONS_PAID", "MONTHS_COVERED"]);
const NOW =
  /(?<!\p{L})(?:saat\s+ini|sejauh\s+ini|hingga\s+kini|kini|sekarang|sampai\s+saat\s+ini|sampai\s+hari\s+ini)(?!\p{L})/iu;
/** Words by which a sentence gives the details of one before. */
export const DETAIL =
  /(?<!\p{L})(?:\p{L}*rinci\p{L}*|tersebar|terdiri|meliputi|masing-masing|di\s+antaranya|(?:jumlah|angka|total)\s+(?:itu|tersebut)|disusul|dana\s+itu)(?!\p{L})/iu;
const SAID =
  /(?<!\p{L})(?:kata|ujar|tutur|ungkap|jelas|terang|papar|sebut|tegas|imbuh|tambah|ucap|menurut|mengatakan|menyampaikan|mengungkapkan|menjelaskan|menyebut|memaparkan|disampaikan)/iu;

/** Whether an indicator adds up what happens in its period. */
const isFlow = ({ kind }: KnownIndicator): boolean => kind === "FLOW" || kind === "AMOUNT";

/** Chooses the period of a clause: of the words nearest to it, else carried over, else that of the article. */
export function periodOf(
  sentence: Analysed,
  clause: Clause,
  indicator: KnownIndicator,
  category: KnownCategory | null,
  status: ValueStatus,
  { today, carried }: { today: Today; carried: Carried },
): PeriodCells | null {
  const mention = nearestTime(sentence, clause);
  const again = otherTime(sentence, clause, mention, { today, carried });
  if (again) return again;
  if (mention) return fromMention(mention, indicator, status, today);
  const event = sentence.times.find(({ kind }) => kind === "EVENT");
  if (event && status === "ACTUAL" && !SAID.test(sentence.text))
    return fromMention(event, indicator, status, today);
  if (status !== "ACTUAL" && carried.plan && carried.previous?.paragraph === sentence.paragraph)
    return { ...carried.plan, mention: null };
  if (status === "ACTUAL" && carried.people && DETAIL.test(sentence.text))
    return { ...carried.people, mention: null };
  const introduced = carried.introduced;
  if (introduced && carried.previous?.paragraph === sentence.paragraph && !NOW.test(sentence.text))
    return { ...introduced, mention: null };
  if (status === "ACTUAL" && !NOW.test(sentence.text)) {
    if (isFlow(indicator) && carried.span && indicator.code !== "CONTRIBUTION_PER_WORKER")
      return { ...carried.span, mention: null };
    const isPast =
      carried.asOf !== null && (today === null || carried.asOf.until.slice(0, 7) <= today.slice(0, 7));
    const isRegister = OF_REGISTER.has(indicator.code) && (category === null || isSegment(category));
    const reaches = isRegister || sentence.isItem || carried.asOfParagraph === sentence.paragraph;
    if (!isFlow(indicator) && carried.asOf && isPast && reaches) {
      const { from, until } = carried.asOf;
      return { start: from, end: until, doubt: "the time is named in a sentence before", mention: null };
    }
  }
  if (carried.people?.mention && OF_YEAR.has(indicator.code) && carried.people.start.length === 4)
    return { ...carried.people, mention: null };
  const isYearly = /(?<!\p{L})(?:setahun|(?:per|satu)\s+tahun)(?!\p{L})/iu.test(sentence.text);
  return ofArticle(indicator, status, today, isYearly);
}

const COMPARED_WITH =
  /(?<!\p{L})(?:(?:di)?banding(?:kan)?|ketimbang|daripada)(?:\s+(?:dengan|pada|capaian|realisasi|posisi|angka|periode|tahun))*\s*$/iu;
function ofArticle(
  indicator: KnownIndicator,
  status: ValueStatus,
  today: Today,
  isYearly: boolean,
): PeriodCells | null {
  if (today === null) return null;
  const isYear =
    status !== "ACTUAL" ||
    indicator.kind === "DURATION" ||
    (isFlow(indicator) && (isYearly || indicator.code !== "CONTRIBUTION_PER_WORKER"));
  const text = today.slice(0, isYear ? 4 : 7);
  return { start: text, end: text, doubt: "the text names no time, so it is the article's", mention: null };
}

function nearestTime(
  { text, times, clauses }: Analysed,
  { left, right, segment, quantity, place }: Clause,
): TimeMention | null {
  // What leads to a later quantity is that one's time.
  const isOfLater = ({ start, end }: TimeMention): boolean =>
    (start >= segment.end || end <= segment.start) &&
    clauses.some((other) => other.place > place && start >= other.left.start && end <= other.left.end);
  // What a number is compared with has another time.
  const isOfOther = ({ start }: TimeMention): boolean =>
    start >= quantity.end && COMPARED_WITH.test(text.slice(0, start));
  const usable = times.filter((time) => time.kind !== "EVENT" && !isOfLater(time) && !isOfOther(time));
  const inside = (from: number, until: number): TimeMention[] =>
    usable.filter(({ start, end }) => start >= from && end <= until);
  const before = inside(left.start, left.end).at(-1);
  if (before && !isOfEarlier(text, clauses[place - 1], before, quantity.start)) return before;
  // One time behind all quantities is that of all.
  const [only] = usable;
  if (
    only &&
    usable.length === 1 &&
    !/target|kuota|naik|turun|meningkat/iu.test(text) &&
    clauses.every((other) => other.quantity.end <= only.start)
  )
    return only;
  const behind = inside(right.start, right.end)[0];
  if (behind) return behind;
  const earlier = inside(0, Math.max(left.start, segment.start)).at(-1);
  if (earlier) return earlier;
  // What stands behind the last quantity may be about all of them.
  const isLast = !clauses.some(
    (other) =>
      other.quantity.counted !== "MONTHS" &&
      other.quantity.start > quantity.start &&
      other.quantity.start < (usable[0]?.start ?? 0),
  );
  return isLast ? (inside(right.end, Infinity)[0] ?? null) : null;
}

// "Dari 21 persen pada 2023 menjadi 26,4 persen": the year is that of the number before it.
function isOfEarlier(
  text: string,
  earlier: Clause | undefined,
  { start, end }: TimeMention,
  next: number,
): boolean {
  if (earlier === undefined || earlier.quantity.phrase.end > start) return false;
  return (
    /^\s*\(?(?:pada|di|per|untuk|dalam|selama|sepanjang)?\s*(?:bulan\s+|akhir\s+|awal\s+)?$/iu.test(
      text.slice(earlier.quantity.phrase.end, start),
    ) &&
    /^\)?\s*,?\s*(?:dan|lalu|kemudian)?\s*(?:menjadi|ke|naik|meningkat|turun|melonjak|bertambah)(?!\p{L})/iu.test(
      text.slice(end, next),
    )
  );
}

function fromMention(
  mention: TimeMention,
  indicator: KnownIndicator,
  status: ValueStatus,
  today: Today,
): PeriodCells {
  const { from, until, kind, doubt } = mention;
  const now = today?.slice(0, 7) ?? null;
  const isPast = now !== null && from.slice(0, now.length) <= now.slice(0, from.length);
  if (kind === "SINCE" && status === "ACTUAL" && isPast)
    return isFlow(indicator)
      ? { start: from, end: now, doubt: "it ends with the month of the article", mention }
      : { start: now, end: now, doubt: null, mention };
  if (kind === "AS_OF" && isFlow(indicator) && from === until && until.length > 4 && status === "ACTUAL")
    return {
      start: `${until.slice(0, 4)}-01`,
      end: until,
      doubt: "it is taken to begin with the year",
      mention,
    };
  // A month's precision at both ends: a range from a month to a day is none that a source states.
  return { start: from, end: until, doubt, mention };
}
