import { compare, groupBy } from "../../collections.js";
import type { Counting } from "../observations/observation.entity.js";
import { answers, type Answer } from "./answers.js";
import { byWidth, narrowness, SEGMENTS, sum, type Fact } from "./fact.js";
import { wholeOfPayers } from "../observations/payers.rules.js";

/** What one source states of a region, category and period, for all payers together. */
export interface Total extends Pick<
  Fact,
  | "categoryCode"
  | "sourceSlug"
  | "periodStart"
  | "periodEnd"
  | "effectiveFrom"
  | "effectiveOn"
  | "areaDiffers"
> {
  /** Null when it is known only in part, or rivals that are as good disagree. */
  value: number | null;
  /** The least that it can be; null when nothing is known. */
  known: number | null;
  isTied: boolean;
  narrowness: number;
  observations: number;
  countedBy: Counting | null;
}

/** The totals in facts, each of one source, category and period. `partsStand` when payers were asked for, each for itself. */
export function totalsOf(facts: readonly Answer[], partsStand: boolean): Total[] {
  const keyOf = (answer: Answer): string =>
    [answer.sourceSlug, answer.categoryCode, answer.periodStart, answer.periodEnd, answer.effectiveOn].join(
      " ",
    );
  return [...groupBy(facts, keyOf).values()].flatMap((same) => totalOf(same, partsStand) ?? []);
}

function totalOf(same: readonly Answer[], partsStand: boolean): Total | null {
  const least = same.reduce((width, answer) => Math.min(width, narrowness(answer)), 1);
  const widest = bestOfPayers(same.filter((answer) => narrowness(answer) === least));
  const first = widest.find(answers);
  if (!first) return null;
  const { parts, known } = partsStand ? { parts: [first], known: [first] } : wholeOfPayers(widest);
  // What is beaten in part is no total: what is left of it is less.
  const isWhole = parts?.every(answers) ?? false;
  const used = isWhole ? known : known.filter(answers).slice(0, 1);
  const isTied = used.some((answer) => answer.isTied === true);
  const stated = sum(used.flatMap(({ value, isTied: tied }) => (tied === true ? [] : value)));
  return {
    categoryCode: first.categoryCode,
    sourceSlug: first.sourceSlug,
    periodStart: first.periodStart,
    periodEnd: first.periodEnd,
    effectiveFrom: first.effectiveFrom,
    effectiveOn: first.effectiveOn,
    areaDiffers: first.areaDiffers,
    value: !isWhole || isTied ? null : stated,
    known: used.every((answer) => answer.isTied === true) ? null : stated,
    isTied: isWhole && isTied,
    narrowness: least,
    observations: used.length,
    countedBy: used.find(({ countedBy }) => countedBy !== null)?.countedBy ?? null,
  };
}

// Of the figures for each payer those that answer, if any does, the highest first.
function bestOfPayers(same: readonly Answer[]): Answer[] {
  const each = [...groupBy(same, ({ funding }) => funding).values()].flatMap((figures) => {
    const best = figures.filter(answers);
    return best.length > 0 ? best : figures;
  });
  return each.sort(byWidth);
}

/** The day by which a total is known last at the end of a time: a span holds on each of its days. */
const holdsUntil = ({ effectiveOn }: Total, until: string): string =>
  effectiveOn < until ? effectiveOn : until;

/** Orders totals by what answers: what is known of all payers and most programmes, then what is known last. */
export const byLatest =
  (until: string) =>
  (one: Total, other: Total): number =>
    Number(isPartial(one)) - Number(isPartial(other)) ||
    one.narrowness - other.narrowness ||
    compare(holdsUntil(other, until), holdsUntil(one, until)) ||
    compare(other.periodStart, one.periodStart) ||
    (other.known ?? -1) - (one.known ?? -1) ||
    compare(one.sourceSlug, other.sourceSlug) ||
    compare(one.categoryCode ?? "", other.categoryCode ?? "");

/** Whether only one of several payers is known. */
export const isPartial = ({ value, isTied }: Total): boolean => value === null && !isTied;

// Migrant workers are counted where they left from, if at all: the other three make up a total.
const PARTITION = ["PU", "BPU", "JAKON"];

/** The totals over all workers that the segments of one source and period make up. */
export function partitionsOf(segments: readonly Total[], until: string): Total[] {
  const keyOf = ({ sourceSlug, periodStart, periodEnd, effectiveOn }: Total): string =>
    [sourceSlug, periodStart, periodEnd, effectiveOn].join(" ");
  return [...groupBy(segments, keyOf).values()].flatMap((together) => {
    const each = SEGMENTS.flatMap(
      (segment) =>
        together.filter(({ categoryCode }) => categoryCode === segment).sort(byLatest(until))[0] ?? [],
    );
    const [first] = each;
    const isWhole = PARTITION.every((segment) =>
      each.some(({ categoryCode, value }) => categoryCode === segment && value !== null),
    );
    const values = each.flatMap(({ value }) => value ?? []);
    if (!first || !isWhole || values.length < each.length) return [];
    return [
      {
        ...first,
        categoryCode: null,
        value: sum(values),
        known: sum(values),
        narrowness: Math.max(...each.map((total) => total.narrowness)),
        observations: sum(each.map(({ observations }) => observations)),
        countedBy: each.find(({ countedBy }) => countedBy !== null)?.countedBy ?? null,
      },
    ];
  });
}
