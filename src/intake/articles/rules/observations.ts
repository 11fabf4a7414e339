import type { Qualifier, ValueStatus } from "../../../modules/observations/observation.entity.js";
import { isProvince } from "../../../modules/regions/region-code.rules.js";
import type { Doubt, DoubtCode, TextSpan } from "../../candidate.js";
import type { KnownCategory, KnownIndicator, Vocabulary } from "../../vocabulary.js";
import type { Analysed, Analysis } from "../analysis.js";
import type { Clause } from "../find/clauses.js";
import type { TimeMention } from "../find/times.js";
import { COVER, payerIn, programmesIn, statusOf } from "./cues.js";
import { isSegment, measured, type Measured } from "./indicators.js";
import { periodOf, type Carried, type PeriodCells } from "./period.js";
import { ancestors, categoryOf, regionOf } from "./subject.js";

/** A statement as read from one place of a text, before repeats of it are merged. */
export interface Statement {
  sentence: Analysed;
  /** Places of its words in the text of the article. */
  span: TextSpan;
  rule: string;
  region: string;
  category: string | null;
  indicator: KnownIndicator;
  period: PeriodCells | null;
  /** Decimal text; null where the words give no number. */
  value: string | null;
  isScaled: boolean;
  qualifier: Qualifier;
  status: ValueStatus;
  funding: string;
  programmes: string;
  speaker: string | null;
  doubts: Doubt[];
  derivedFrom: string | null;
}

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

/** What the sentences read so far leave for the next ones. */
export class Memory implements Carried {
  asOf: Carried["asOf"] = null;
  span: Carried["span"] = null;
  plan: Carried["plan"] = null;
  people: Carried["people"] = null;
  topic: KnownCategory[] = [];
  funding = "";
  hasRate = false;
  previous: Analysed | null = null;

  /** Takes note of a sentence after its statements were read. */
  pass(
    sentence: Analysed,
    statements: readonly Statement[],
    categories: ReadonlyMap<string, KnownCategory>,
  ): void {
    // "Hari ini" is the day of its own sentence only.
    const asOf =
      sentence.times.filter(({ kind, until }) => kind === "AS_OF" && until.length < 10).at(-1) ??
      dayStated(sentence);
    const isActual = statements.some(({ status }) => status === "ACTUAL");
    if (asOf && isActual && !sentence.isHeadline) this.asOf = asOf;
    const flow = statements.find(
      ({ indicator, period }) => ["FLOW", "AMOUNT"].includes(indicator.kind) && period?.mention,
    );
    if (flow && flow.status === "ACTUAL") this.span = flow.period;
    const stated = (test: (statement: Statement) => boolean): PeriodCells | null =>
      statements.find((statement) => test(statement) && statement.period?.mention != null)?.period ?? null;
    this.plan =
      stated(({ status }) => status !== "ACTUAL") ??
      (this.previous?.paragraph === sentence.paragraph ? this.plan : null);
    this.people =
      stated(({ status, indicator }) => status === "ACTUAL" && indicator.code === "PROTECTED_WORKERS") ??
      this.people;
    this.hasRate ||= statements.some(({ indicator }) => indicator.code === "COVERAGE_RATE");
    const named = new Set(
      statements
        .filter(
          ({ indicator, category }) =>
            category !== null &&
            ["PROTECTED_WORKERS", "COHORT_SIZE", "COHORT_QUOTA"].includes(indicator.code),
        )
        .map(({ category }) => category ?? ""),
    );
    const groups = [...named]
      .flatMap((code) => categories.get(code) ?? [])
      .filter((category) => !isSegment(category));
    if (groups.length > 0) this.topic = groups;
    else if (COVER.test(sentence.text) && !sentence.isHeadline)
      this.topic = namedGroups(sentence, categories) ?? this.topic;
    const funding = statements.find((statement) => statement.funding !== "")?.funding;
    this.funding = funding ?? (this.previous?.paragraph === sentence.paragraph ? this.funding : "");
    if (!sentence.isHeadline) this.previous = sentence;
  }
}

// The groups that a sentence on cover names without numbers: the one above the others, where there is one.
function namedGroups(
  { categories: mentions }: Analysed,
  all: ReadonlyMap<string, KnownCategory>,
): KnownCategory[] | null {
  const groups = [...new Set(mentions.map(({ category }) => category))].filter(
    (category) => !isSegment(category),
  );
  const above = groups.find((group) => groups.every((other) => ancestors(other, all).includes(group.code)));
  return groups.length === 0 ? null : above ? [above] : groups;
}

const dayStated = ({ times, text }: Analysed): TimeMention | undefined =>
  times.filter(({ kind, start }) => kind === "AS_OF" && /^\d/.test(text.slice(start))).at(-1);

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
  const { status: said } = statusOf(text, clause);
  const named = categoryOf(sentence, clause, memory.topic, categories);
  const { phrase, start, end } = quantity;
  const found = measured({
    quantity,
    left: text.slice(clause.left.start, Math.min(phrase.start, start)),
    right: text.slice(Math.max(phrase.end, end), clause.right.end),
    segment: text.slice(clause.segment.start, clause.segment.end),
    sentence: text,
    wide: text.slice(clause.wide.start, clause.wide.end),
    followsRate: memory.hasRate,
    context: contextOf(sentence, memory.previous),
    category: named.category,
    status: said,
  });
  const indicator = found === null ? undefined : vocabulary.indicators.get(found.code);
  const region = regionOf(analysis, sentence, clause, memory.previous);
  if (found === null || indicator === undefined || region === null) return null;
  const stated = found.status ?? said;
  const ofTopic = named.category === null && OF_TOPIC.has(found.code) && memory.topic.length === 1;
  const category = ofTopic
    ? (memory.topic[0] ?? null)
    : categoryFor(indicator, named.category, quantity.counted);
  const period = periodOf(sentence, clause, indicator, stated, analysis.today, memory);
  // What is said of a year to come has not happened.
  const isAhead = analysis.today !== null && (period?.start ?? "").slice(0, 4) > analysis.today.slice(0, 4);
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

function contextOf(sentence: Analysed, previous: Analysed | null): string {
  return previous !== null && sentence.paragraph - previous.paragraph <= 1
    ? `${previous.text} ${sentence.text}`
    : sentence.text;
}

// A payer named beside one group is not the payer of another in the same sentence.
function contextFor({ text, clauses }: Analysed, { segment }: Clause): string {
  const own = text.slice(segment.start, segment.end);
  const people = clauses.filter(({ quantity }) => quantity.counted === "PERSONS").length;
  return people > 1 && payerIn(own, false) !== null ? own : text;
}

const GOVERNMENT =
  /(?<!\p{L})(?:pem(?:kab|kot|ko|prov|da)|pemerintah\s+(?:kabupaten|kota|provinsi|daerah)|bupati|wali\s?kota|gubernur|dinas)(?!\p{L})/iu;
const PAYMENT = /(?<!\p{L})(?:iuran|premi|anggaran|pembayaran|pembiayaan|bantuan|dana|biaya)/iu;

// The payer of the sentence, else of the next one that says who pays.
function payer(
  analysis: Analysis,
  sentence: Analysed,
  clause: Clause,
  region: string,
  status: ValueStatus,
  memory: Memory,
): string {
  const own = payerIn(contextFor(sentence, clause), isProvince(region));
  if (own !== null) return own;
  const next = analysis.sentences[analysis.sentences.indexOf(sentence) + 1];
  const isOfNext = next?.clauses.some(({ quantity }) => quantity.counted === "PERSONS");
  if (next && next.paragraph - sentence.paragraph <= 1 && PAYMENT.test(next.text) && isOfNext === false) {
    const told = payerIn(next.text, isProvince(region));
    if (told !== null) return told;
  }
  const isMoney = clause.quantity.counted === "IDR" || clause.quantity.counted === "MONTHS";
  const isSame = memory.previous?.paragraph === sentence.paragraph;
  if (isMoney && isSame && memory.funding !== "") return memory.funding;
  // A government that sets money aside does so in its own budget.
  if (status !== "ALLOCATED" || !GOVERNMENT.test(sentence.text)) return "";
  return isProvince(region) ? "APBD_PROVINCE" : "APBD_CITY";
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
