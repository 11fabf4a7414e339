import type { ValueStatus } from "../../../modules/observations/observation.entity.js";
import type { Doubt, DoubtCode } from "../../candidate.js";
import type { KnownCategory, KnownIndicator, Vocabulary } from "../../vocabulary.js";
import type { Analysed, Analysis } from "../analysis.js";
import type { Clause } from "../find/clauses.js";
import { programmesIn, statusOf } from "./cues.js";
import { measured } from "./indicators.js";
import type { Memory } from "./memory.js";
import { payer } from "./payer.js";
import { periodOf, type PeriodCells } from "./period.js";
import { RATE_OF_GROUP } from "./rates.js";
import type { Statement } from "./statement.js";
import { listedStatement } from "./listed.js";
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
  const twin = listedStatement(sentence, clause, memory.stated);
  const { status: told, cue } = statusOf(text, clause);
  const said = twin?.status ?? told;
  const own = categoryOf(sentence, clause, memory.topic, categories);
  const named =
    twin?.category != null && own.category === null
      ? { ...own, category: categories.get(twin.category) ?? null }
      : own;
  const { phrase, start, end } = quantity;
  const words = {
    quantity,
    left: text.slice(clause.left.start, Math.min(phrase.start, start)),
    right: text.slice(Math.max(phrase.end, end), clause.right.end),
    segment: text.slice(clause.segment.start, clause.segment.end),
    sentence: text,
    wide: text.slice(clause.wide.start, clause.wide.end),
    followsRate: memory.hasRate,
    comparesRate:
      memory.justRated &&
      sentence.regions.some(
        ({ start, end }) => end <= start + 60 && end <= quantity.start && start >= clause.left.start,
      ),
    followsGroup: memory.countsGroup,
    context: contextOf(sentence, memory),
    category: named.category,
    status: said,
    moneyBefore: memory.money,
    countedBefore: memory.countedBefore(named.category, Number(quantity.value), categories),
  };
  const found: Measured | null = twin ? { code: twin.indicator.code, rule: "LISTED_WITH" } : measured(words);
  const indicator = found === null ? undefined : vocabulary.indicators.get(found.code);
  const region = regionOf(analysis, sentence, clause, memory.previous);
  if (found === null || indicator === undefined || region === null) return null;
  const stated = planned(found, said, cue, memory);
  const ofTopic =
    named.category === null &&
    (OF_TOPIC.has(found.code) || found.rule === RATE_OF_GROUP) &&
    memory.topic.length === 1;
  const category = ofTopic
    ? (memory.topic[0] ?? null)
    : categoryFor(indicator, named.category, quantity.counted);
  const period = periodOf(sentence, clause, indicator, stated, analysis.today, memory);
  // What is said of a year to come has not happened.
  const isAhead = analysis.today !== null && isAfter(period?.start ?? "", analysis.today);
  const status = isAhead && stated === "ACTUAL" ? "PLANNED" : stated;
  const doubts = doubtsOf(found, period, { ...named, region: region.doubt, number: quantity.doubts });
  return {
    sentence,
    span: { start: sentence.start + phrase.start, end: sentence.start + Math.max(phrase.end, end) },
    rule: found.rule,
    region: governing(found, region.code, sentence),
    category: category?.code ?? null,
    indicator,
    period,
    value: quantity.value,
    upper: quantity.upper,
    isScaled: quantity.isScaled || quantity.isVague,
    qualifier: quantity.qualifier,
    status,
    funding: PAID.has(found.code) ? payer(analysis, sentence, clause, region.code, status, memory) : "",
    programmes: PAID.has(found.code) ? programmesIn(text) : "",
    speaker: sentence.speaker,
    doubts,
    derivedFrom: null,
  };
}

// Compared as precisely as both are stated.
function isAfter(time: string, today: string): boolean {
  const length = Math.min(time.length, today.length, "YYYY-MM".length);
  return time.slice(0, length) > today.slice(0, length);
}

// Money and months are of the plan, or of what was set aside, that the words before speak of.
function planned(
  found: Measured,
  said: ValueStatus,
  cue: string | null,
  { lastOfParagraph }: Memory,
): ValueStatus {
  const status = found.status ?? said;
  if (cue !== null || lastOfParagraph === null) return status;
  if (found.code === "BUDGET" && status === "ALLOCATED" && lastOfParagraph.status === "PLANNED")
    return "PLANNED";
  const isMoney = lastOfParagraph.indicator.unit === "IDR" || lastOfParagraph.status === "PLANNED";
  return found.code === "MONTHS_COVERED" && isMoney ? lastOfParagraph.status : status;
}

// Money, cases and employers are of a group only if it is the one that is paid for.
function categoryFor(
  indicator: KnownIndicator,
  category: KnownCategory | null,
  counted: string,
): KnownCategory | null {
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

function contextOf(sentence: Analysed, { previous, lead }: Memory): string {
  if (previous === null || sentence.paragraph - previous.paragraph > 1) return sentence.text;
  const isBesideList = sentence.isItem || previous.isItem;
  return `${isBesideList ? lead : ""} ${previous.text} ${sentence.text}`;
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
