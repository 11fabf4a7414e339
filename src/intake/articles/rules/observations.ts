import type { ValueStatus } from "../../../modules/observations/observation.entity.js";
import type { Doubt, DoubtCode } from "../../candidate.js";
import type { KnownCategory, KnownIndicator, Vocabulary } from "../../vocabulary.js";
import type { Analysed, Analysis } from "../analysis.js";
import type { Clause } from "../find/clauses.js";
import type { Quantity } from "../find/quantities.js";
import { wordsOf } from "./clause-words.js";
import { programmesIn, statusOf } from "./cues.js";
import { measured } from "./indicators.js";
import type { Memory } from "./memory.js";
import { payer } from "./payer.js";
import { DETAIL, periodOf } from "./period.js";
import type { PeriodCells } from "./period-cells.js";
import { RATE_OF_GROUP } from "./rates.js";
import type { Statement } from "./statement.js";
import { formerStatement, listedStatement } from "./listed.js";
import { categoryOf, regionOf } from "./subject.js";
import type { Measured } from "./words.js";

/** Indicators that belong to the group of the sentences before, when theirs names none. */
const OF_TOPIC = new Set(["TARGET_ATTAINMENT", "COHORT_QUOTA", "MONTHS_COVERED", "MONTHS_SHARE"]);
const PAID = new Set([
  "PROTECTED_WORKERS",
  "BUDGET",
  "CONTRIBUTIONS_PAID",
  "CONTRIBUTION_PER_WORKER",
  "MONTHS_COVERED",
  "COHORT_QUOTA",
]);

/** The statement of one clause; null when its number is none on employment social security. */
export function statementOf(
  analysis: Analysis,
  vocabulary: Vocabulary,
  categories: ReadonlyMap<string, KnownCategory>,
  sentence: Analysed,
  clause: Clause,
  memory: Memory,
): Statement | null {
  const { quantity } = clause;
  const { text } = sentence;
  const former = formerStatement(sentence, clause, memory.stated);
  const twin = former ?? listedStatement(sentence, clause, memory.stated);
  const { status: told, cue } = statusOf(text, clause);
  const said = twin && (cue === null || !former) ? twin.status : told;
  const own = categoryOf(sentence, clause, memory.topic, categories);
  const named = { ...own, category: own.category ?? categories.get(twin?.category ?? "") ?? null };
  const region = regionOf(analysis, sentence, clause, memory.previous);
  if (region === null) return null;
  const whole = memory.wholeOf(named.category, Number(quantity.value), categories);
  const measure = (status: ValueStatus): Measured | null =>
    twin
      ? { code: twin.indicator.code, rule: former ? "CHANGED_TO" : "LISTED_WITH" }
      : measured(
          wordsOf(sentence, clause, memory, named.category, {
            status,
            countedBefore: whole?.indicator.code ?? null,
          }),
        );
  const read = (found: Measured | null): Read | null => {
    const indicator = vocabulary.indicators.get(found?.code ?? "");
    if (!found || !indicator) return null;
    const stated = planned(sentence, found, said, cue, memory);
    const period = periodOf(sentence, clause, indicator, named.category, stated, {
      today: analysis.today,
      carried: memory,
    });
    const made = { found, indicator, period, status: stated, cue };
    return twin && !former
      ? { ...made, period: period?.mention ? period : twin.period }
      : asPart(sentence, region.code, made, whole);
  };
  const first = read(measure(said));
  // What is said of a time to come has not happened.
  const isAhead = first?.status === "ACTUAL" && isAfter(first.period?.start ?? "", analysis.today);
  const last = isAhead ? read(measure("PLANNED")) : first;
  if (!last) return null;
  const made = { ...last, status: isAhead && last.status === "ACTUAL" ? ("PLANNED" as const) : last.status };
  const { found } = made;
  const isPaid = PAID.has(found.code);
  return {
    ...basics(sentence, quantity, made),
    region: governing(found, region.code, sentence),
    category:
      categoryFor(made, named.category, quantity.counted, memory, { sentence: text, categories })?.code ??
      null,
    funding: isPaid ? payer(analysis, sentence, clause, region.code, made.status, memory) : "",
    programmes: isPaid ? programmesIn(text) : "",
    doubts: doubtsOf(found, made.period, { ...named, region: region.doubt, number: quantity.doubts }),
  };
}

/** What a quantity measures, when, and how far it has come. */
interface Read {
  found: Measured;
  indicator: KnownIndicator;
  period: PeriodCells | null;
  status: ValueStatus;
  cue: string | null;
}

type Basics = Omit<Statement, "region" | "category" | "funding" | "programmes" | "doubts">;

function basics(sentence: Analysed, quantity: Quantity, { found, indicator, period, status }: Read): Basics {
  const { phrase, end, value, upper, qualifier } = quantity;
  return {
    sentence,
    span: { start: sentence.start + phrase.start, end: sentence.start + Math.max(phrase.end, end) },
    rule: found.rule,
    indicator,
    period,
    value,
    upper,
    isScaled: quantity.isScaled || quantity.isVague,
    qualifier,
    status,
    speaker: sentence.speaker,
    derivedFrom: null,
  };
}

// The parts of a number are of its time, and as far as it.
function asPart(sentence: Analysed, region: string, read: Read, whole: Statement | null): Read {
  if (whole?.indicator !== read.indicator || whole.period === null) return read;
  const isOfPlace = region.startsWith(`${whole.region}.`);
  if (!sentence.isItem && !isOfPlace && !DETAIL.test(sentence.text)) return read;
  // What has a time of its own is no part of a number of another.
  if (read.period?.mention && read.period.start.slice(0, 4) !== whole.period.start.slice(0, 4)) return read;
  const period = read.period?.mention ? read.period : { ...whole.period, mention: null };
  return { ...read, period, status: read.cue === null ? whole.status : read.status };
}

// Compared as precisely as both are stated.
function isAfter(time: string, today: string | null): boolean {
  if (today === null) return false;
  const length = Math.min(time.length, today.length, "YYYY-MM".length);
  return time.slice(0, length) > today.slice(0, length);
}

// Money and months are of the plan, or of what was set aside, that the words before speak of.
function planned(
  sentence: Analysed,
  found: Measured,
  said: ValueStatus,
  cue: string | null,
  { lastOfParagraph }: Memory,
): ValueStatus {
  const status = found.status ?? said;
  if (lastOfParagraph === null) return status;
  // "Kami rancang untuk 4.000 petani, anggarannya Rp1 miliar" sets nothing aside yet.
  const isSame = lastOfParagraph.sentence === sentence && cue === "anggarannya";
  if (cue !== null && !isSame) return status;
  if (found.code === "BUDGET" && status === "ALLOCATED" && lastOfParagraph.status === "PLANNED")
    return "PLANNED";
  const isMoney = lastOfParagraph.indicator.unit === "IDR" || lastOfParagraph.status === "PLANNED";
  return found.code === "MONTHS_COVERED" && isMoney ? lastOfParagraph.status : status;
}

// Money, cases and employers are of a group only if it is the one that is paid for.
function categoryFor(
  { found, indicator }: Read,
  category: KnownCategory | null,
  counted: string,
  { topic }: Memory,
  { sentence, categories }: { sentence: string; categories: ReadonlyMap<string, KnownCategory> },
): KnownCategory | null {
  if (category === null && indicator.code === "PROTECTED_WORKERS" && sentence.includes("proyek"))
    return categories.get("JAKON") ?? null;
  const isOfTopic = OF_TOPIC.has(found.code) || found.rule === RATE_OF_GROUP;
  if (category === null && isOfTopic && topic.length === 1) return topic[0] ?? null;
  if (
    [
      "BENEFITS_PAID",
      "CLAIM_CASES",
      "BENEFIT_RECIPIENTS",
      "CONTRIBUTIONS_RECOVERED",
      "CONTRIBUTION_ARREARS",
    ].includes(indicator.code) &&
    counted !== "PERSONS"
  )
    return null;
  if (indicator.unit === "PROJECTS") return category;
  return indicator.unit === "PERSONS" ||
    indicator.unit === "FRACTION" ||
    indicator.unit === "IDR" ||
    indicator.unit === "MONTHS"
    ? category
    : null;
}

// The governments that an award went to lie in the province of them all.
function governing({ code }: Measured, region: string, { regions }: Analysed): string {
  if (code !== "RECIPIENT_GOVERNMENTS") return region;
  const provinces = new Set(
    regions.filter(({ role }) => role !== "OFFICE").map((mention) => mention.code.slice(0, 2)),
  );
  return provinces.size === 1 ? ([...provinces][0] ?? region) : region;
}

function doubtsOf(
  found: Measured,
  period: PeriodCells | null,
  others: { categoryDoubt: string | null; region: string | null; number: readonly string[] },
): Doubt[] {
  const doubts: Doubt[] = [];
  const add = (code: DoubtCode, text: string | null | undefined): void => {
    if (text != null) doubts.push({ code, text });
  };
  add("INDICATOR", found.doubt);
  add("CATEGORY", others.categoryDoubt);
  add("REGION", others.region);
  add("PERIOD", period === null ? "neither the sentence nor the article has a date" : period.doubt);
  for (const text of others.number) add("NUMBER", text);
  return doubts;
}
