import type { Vocabulary, KnownCategory } from "../../vocabulary.js";
import type { Analysed, Analysis } from "../analysis.js";
import type { Clause } from "../find/clauses.js";
import { COVER, statusAt, UNCOVERED } from "./cues.js";
import type { Memory } from "./memory.js";
import type { Statement } from "./statement.js";
import { periodOf } from "./period.js";
import { regionOf } from "./subject.js";

const ALL = /(?<!\p{L})(?:seluruh|semua|segenap)\s+(?:para\s+)?/giu;
const WORKERS = /^(?:pekerja(?:nya)?|tenaga\s+kerja(?:nya)?)(?!\p{L})(?!\s+(?:yang|di\s+\d))/iu;
const AND = /^\s+(?:dan|serta)\s+(?:para\s+|anggota\s+|juga\s+)?$/iu;
const MANY =
  /(?<!\p{L})(?:masih\s+banyak|masih\s+sangat\s+banyak|sebagian\s+besar|belum\s+banyak)(?!\p{L})/iu;
const VERY_MANY = /(?<!\p{L})jumlah\p{L}*(?:\s+\p{L}+){0,3}\s+sangat\s+(?:banyak|besar)(?!\p{L})/iu;
// What another sets as a condition or asks for is no statement on how things are.
const WISH =
  /(?<!\p{L})(?:akan|mendorong|didorong|dorong|wajib|mewajibkan|agar|supaya|mengajak|mengimbau|meminta|diminta|minta|menyerukan|bila|jika|harus|perlu)(?!\p{L})/iu;

/** Statements without a number: the whole of a group, or that many are left out. */
export function unnumbered(
  analysis: Analysis,
  vocabulary: Vocabulary,
  sentence: Analysed,
  memory: Memory,
): Statement[] {
  if (sentence.isHeadline) return [];
  return [...wholes(analysis, vocabulary, sentence, memory), ...many(analysis, vocabulary, sentence, memory)];
}

function wholes(analysis: Analysis, vocabulary: Vocabulary, sentence: Analysed, memory: Memory): Statement[] {
  const { text, categories } = sentence;
  if (!COVER.test(text) || UNCOVERED.test(text)) return [];
  return Array.from(text.matchAll(ALL)).flatMap((match) => {
    const isGoal = statusAt(text, match.index) === "TARGET" || /(?<!\p{L})harapan/iu.test(text);
    const status = isGoal ? "TARGET" : "ACTUAL";
    if (!isGoal && WISH.test(text)) return [];
    const at = match.index + match[0].length;
    const mention = categories.find(({ start }) => start === at);
    const workers = WORKERS.exec(text.slice(at));
    if (!mention && !workers) return [];
    const end = mention?.end ?? at + (workers?.[0].length ?? 0);
    // With a number behind it, the number is what is said.
    if (/^\s*(?:yang\s+berjumlah\s+|sebanyak\s+)?\d/u.test(text.slice(end))) return [];
    // "Seluruh perangkat desa dan anggota BPD" are all of both.
    const listed = [mention];
    for (const next of categories.filter(({ start }) => start >= end))
      if (AND.test(text.slice(listed.at(-1)?.end ?? end, next.start))) listed.push(next);
    return listed.flatMap((group) =>
      made(analysis, vocabulary, sentence, memory, {
        span: { start: match.index, end: group?.end ?? end },
        rule: "WHOLE_GROUP",
        code: "COVERAGE_RATE",
        category: group?.category ?? null,
        qualifier: "ALL",
        status,
      }),
    );
  });
}

function many(analysis: Analysis, vocabulary: Vocabulary, sentence: Analysed, memory: Memory): Statement[] {
  const { text, categories } = sentence;
  const match = UNCOVERED.test(text) ? MANY.exec(text) : VERY_MANY.exec(text);
  if (!match) return [];
  const category = categories.find(({ start }) => start > match.index - 60)?.category ?? null;
  const isSize = !UNCOVERED.test(text);
  if (isSize && category === null) return [];
  const end = match.index + match[0].length;
  // A number in the same clause says how many.
  if (sentence.clauses.some(({ segment }) => segment.start <= match.index && end <= segment.end)) return [];
  return made(analysis, vocabulary, sentence, memory, {
    span: { start: match.index, end },
    rule: isSize ? "VERY_MANY" : "MANY_LEFT_OUT",
    code: isSize ? "COHORT_SIZE" : "UNPROTECTED_WORKERS",
    category,
    qualifier: "UNQUANTIFIED",
    status: "ACTUAL",
  });
}

interface Unnumbered extends Pick<Statement, "span" | "rule" | "qualifier" | "status"> {
  code: string;
  category: KnownCategory | null;
}

function made(
  analysis: Analysis,
  vocabulary: Vocabulary,
  sentence: Analysed,
  memory: Memory,
  { span, rule, code, category, qualifier, status }: Unnumbered,
): Statement[] {
  const indicator = vocabulary.indicators.get(code);
  const clause = clauseOf(span, sentence.text.length);
  const region = regionOf(analysis, sentence, clause, memory.previous);
  if (indicator === undefined || region === null) return [];
  // A goal for all that names no day holds when it is set.
  const timed = sentence.times.length === 0 ? "ACTUAL" : status;
  const period = periodOf(sentence, clause, indicator, category, timed, {
    today: analysis.today,
    carried: memory,
  });
  return [
    {
      sentence,
      span: { start: sentence.start + span.start, end: sentence.start + span.end },
      rule,
      region: region.code,
      category: category?.code ?? null,
      indicator,
      period,
      value: null,
      upper: null,
      isScaled: false,
      qualifier,
      status,
      funding: "",
      programmes: "",
      speaker: sentence.speaker,
      doubts: region.doubt === null ? [] : [{ code: "REGION", text: region.doubt }],
      derivedFrom: null,
    },
  ];
}

// A clause around words, as the choice of region and period takes one.
function clauseOf({ start, end }: { start: number; end: number }, length: number): Clause {
  const quantity: Clause["quantity"] = {
    start,
    end,
    text: "",
    value: "",
    upper: null,
    unit: null,
    isScaled: false,
    isVague: false,
    isSpelled: false,
    doubts: [],
    counted: "PERSONS",
    phrase: { start, end },
    noun: "",
    qualifier: "EXACT",
  };
  const whole = { start: 0, end: length };
  return {
    quantity,
    segment: whole,
    wide: whole,
    left: { start: 0, end: start },
    right: { start: end, end: length },
    place: 0,
  };
}
