import type { KnownCategory } from "../../vocabulary.js";
import type { Analysed } from "../analysis.js";
import type { TimeMention } from "../find/times.js";
import { COVER } from "./cues.js";
import type { Statement } from "./statement.js";
import { DETAIL } from "./period.js";
import type { Carried, PeriodCells } from "./period-cells.js";
import { ancestors } from "./subject.js";
import { isSegment } from "./words.js";

const OF_PEOPLE = new Set(["PROTECTED_WORKERS", "COHORT_SIZE"]);
// The time of a comparison is none that the next sentences go on with.
const COMPARED =
  /(?<!\p{L})(?:(?:di)?banding(?:kan)?|ketimbang|daripada|(?:periode|waktu)\s+(?:yang\s+)?sama|sebelumnya|semula|(?:naik|meningkat|turun)\s+dari|dari\s[^.]{1,50}\smenjadi)(?!\p{L})/iu;

/** What the sentences read so far leave for the next ones. */
export class Memory implements Carried {
  asOf: Carried["asOf"] = null;
  asOfParagraph = -1;
  span: Carried["span"] = null;
  plan: Carried["plan"] = null;
  people: Carried["people"] = null;
  /** The statements of the sentence that is being read, by the place of their clause. */
  readonly stated = new Map<number, Statement>();
  /** The latest statement of the paragraph; null at its beginning. */
  lastOfParagraph: Statement | null = null;
  #people: Statement | null = null;
  /** The indicator of the latest amount of money. */
  money: string | null = null;
  introduced: Carried["introduced"] = null;
  topic: KnownCategory[] = [];
  funding = "";
  /** The words that introduce the list whose rows are being read. */
  lead = "";
  #paragraph = { number: -1, text: "" };
  #before = "";
  hasRate = false;
  /** The question that the paragraph answers; empty where it answers none. */
  question = "";
  /** Whether the sentence before states one. */
  justRated = false;
  countsGroup = false;
  previous: Analysed | null = null;

  /** Takes note of a statement before the rest of its sentence is read. */
  note(place: number, statement: Statement): void {
    if (this.lastOfParagraph?.sentence.paragraph !== statement.sentence.paragraph)
      this.lastOfParagraph = null;
    this.stated.set(place, statement);
    this.lastOfParagraph = statement;
    if (statement.indicator.unit === "IDR") this.money = statement.indicator.code;
    const { indicator, category, sentence, region } = statement;
    const isPart =
      this.#people !== null &&
      (region.startsWith(`${this.#people.region}.`) || sentence.isItem || DETAIL.test(sentence.text));
    if (OF_PEOPLE.has(indicator.code) && category !== null && !isPart) this.#people = statement;
  }

  /** The latest number of people, if it is of this group or of a larger one that holds it. */
  wholeOf(
    category: KnownCategory | null,
    value: number,
    categories: ReadonlyMap<string, KnownCategory>,
  ): Statement | null {
    const before = this.#people;
    if (category === null || before === null) return null;
    if (before.category === category.code) return before;
    const isPart = ancestors(category, categories).includes(before.category ?? "");
    return isPart && value <= Number(before.value ?? 0) ? before : null;
  }

  // A list may follow a sentence that only says "rinciannya", so that the paragraph before it counts too.
  #introduce(sentence: Analysed): void {
    if (sentence.isItem || sentence.isHeadline) return;
    const isNext = this.#paragraph.number !== sentence.paragraph;
    const before = isNext ? this.#paragraph.text : this.#before;
    this.#before = before;
    const text = isNext ? sentence.text : `${this.#paragraph.text} ${sentence.text}`;
    this.#paragraph = { number: sentence.paragraph, text };
    this.lead = `${before} ${text}`;
  }

  // An interview puts a question in a paragraph of its own, and its words are not repeated in the answer.
  #ask(sentence: Analysed): void {
    if (sentence.text.trim().endsWith("?")) this.question = sentence.text;
    else if (
      this.previous?.text.trim().endsWith("?") !== true &&
      this.previous?.paragraph !== sentence.paragraph
    )
      this.question = "";
  }

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
    const introduces = statements.length === 0 && COVER.test(sentence.text);
    if (asOf && (isActual || introduces) && !sentence.isHeadline)
      [this.asOf, this.asOfParagraph] = [asOf, sentence.paragraph];
    const flow = statements.find(
      ({ indicator, period }) => ["FLOW", "AMOUNT"].includes(indicator.kind) && period?.mention,
    );
    if (flow?.status === "ACTUAL" && !COMPARED.test(sentence.text)) this.span = flow.period;
    const stated = (test: (statement: Statement) => boolean): PeriodCells | null =>
      statements.find((statement) => test(statement) && statement.period?.mention != null)?.period ?? null;
    this.plan =
      stated(({ status }) => status !== "ACTUAL") ??
      (this.previous?.paragraph === sentence.paragraph ? this.plan : null);
    const [only, ...more] = sentence.times.filter(({ kind }) => kind === "IN");
    const introduced: PeriodCells | null =
      introduces && only && more.length === 0 && !sentence.isHeadline
        ? {
            start: only.from,
            end: only.until,
            doubt: "the time is named in the sentence before",
            mention: only,
          }
        : null;
    this.introduced = introduced;
    this.people =
      (COMPARED.test(sentence.text)
        ? null
        : stated(({ status, indicator }) => status === "ACTUAL" && indicator.unit === "PERSONS")) ??
      this.people;
    this.countsGroup = statements.some(
      ({ indicator, category }) => indicator.code === "COHORT_SIZE" && category !== null,
    );
    this.justRated = statements.some(({ indicator }) => indicator.code === "COVERAGE_RATE");
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
    const above = groups.find((group) =>
      groups.every((other) => ancestors(other, categories).includes(group.code)),
    );
    // The parts of a number do not change whom the text is about.
    const isParts = this.topic.length > 0 && (sentence.isItem || DETAIL.test(sentence.text));
    if (groups.length > 0) this.topic = isParts ? this.topic : above ? [above] : groups;
    else if (COVER.test(sentence.text) && !sentence.isHeadline)
      this.topic = namedGroups(sentence, categories) ?? this.topic;
    this.#ask(sentence);
    const funding = statements.find((statement) => statement.funding !== "")?.funding;
    this.funding = funding ?? (this.previous?.paragraph === sentence.paragraph ? this.funding : "");
    this.#introduce(sentence);
    if (!sentence.isHeadline) this.previous = sentence;
    this.stated.clear();
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
