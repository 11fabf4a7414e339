import { compare, groupBy } from "../../collections.js";
import { daysBetween } from "../../time/months.js";
import { overlaps } from "../../time/span.js";
import type { Observation } from "../observations/observation.entity.js";
import { wholeOfPayers, isOfOnePayer, isOfProgrammes } from "../observations/payers.rules.js";
import { NEAR_DAYS } from "../observations/near.rules.js";
import { boundsOf, qualifierOf, sumBounds } from "./bounds.rules.js";
import { aboutOf, byRank, figureOf, figuresOf, isCompatible, statementsOf } from "./figure.rules.js";
import type { Figure } from "./figure.type.js";
import { nearestDays } from "./timing.rules.js";

/** Figures of one source and period for different payers or segments, that nothing states the total of. */
type Parts = readonly [Observation, ...Observation[]];

/** What statements of one indicator say of payers. */
interface Payers {
  /** Statements that speak for what one payer, or one programme, accounts for. */
  partial: ReadonlySet<Observation>;
  sums: readonly Parts[];
}

function payersOf(observations: readonly Observation[]): Payers {
  const partial = new Set(
    observations.filter((statement) => isOfProgrammes(statement) || isOfOnePayer(statement)),
  );
  const sums: Parts[] = [];
  if (partial.size === 0) return { partial, sums };
  const counted = observations.filter((statement) => statement.value !== null && !isOfProgrammes(statement));
  const together = groupBy(counted, ({ sourceSlug, periodStart, periodEnd, countedBy }) =>
    [sourceSlug, periodStart, periodEnd, countedBy].join(),
  );
  for (const statements of together.values()) {
    if (!statements.some(isOfOnePayer)) continue;
    const paid = [...statements]
      .sort((one, other) => compare(one.slug, other.slug))
      .map((statement) => ({ funding: statement.funding, value: statement.value ?? 0, statement }));
    const [one, ...others] = wholeOfPayers(paid).parts?.map(({ statement }) => statement) ?? [];
    if (one && others.length === 0) partial.delete(one);
    if (one && others.length > 0) {
      for (const statement of statements) partial.add(statement);
      // What is beaten in part is no total: a better statement says another number of that payer.
      if (![one, ...others].some((part) => isBeaten(part, counted))) sums.push([one, ...others]);
    }
  }
  return { partial, sums };
}

const isBeaten = ({ rivalSet, rank }: Observation, among: readonly Observation[]): boolean =>
  rivalSet !== null && among.some((other) => other.rivalSet === rivalSet && other.rank < rank);

/**
 * The figures for all payers that observations of one region, category, indicator and status amount to. A total that a
 * source states is a figure; else the sum of the parts that one source states for a period; else at least the largest
 * part, with the parts beside it. One payer never answers for all, however shortly after a total it is told.
 */
export function figuresOfAll(observations: readonly Observation[], on: string): Figure[] {
  const [only] = observations;
  if (!only) return [];
  if (observations.length === 1 && !isOfProgrammes(only) && !isOfOnePayer(only))
    return [figureOf([only], on)];
  const { partial, sums } = payersOf(observations);
  if (partial.size === 0) return figuresOf(observations, on);
  const partials = observations.filter((statement) => partial.has(statement));
  const totals = figuresOf(
    observations.filter((statement) => !partial.has(statement)),
    on,
  ).map((total) => withRivals(total, partials));
  const answered = totals.filter(({ value, observation }) => value !== null || observation === null);
  const summed = sums
    .map((parts) => summedFigure(parts, on))
    .filter((sum) => !answered.some((total) => isOneTime(total, sum)));
  const parts = figuresOf(partials, on);
  const wider = [...answered, ...summed];
  const left = parts.filter(
    (part) =>
      !answered.some((total) => isOneTime(total, part)) &&
      ![...wider, ...parts].some((other) => isWider(other, part)),
  );
  return [...totals, ...summed, ...left.map((part) => atLeast(part, parts))];
}

// What one payer accounts for is no answer, and still told where it rivals one.
const withRivals = (total: Figure, partials: readonly Observation[]): Figure => {
  const rivals = partials.filter(({ rivalSet }) => rivalSet !== null && rivalSet === total.rivalSet);
  return rivals.length === 0
    ? total
    : { ...total, alternatives: [...total.alternatives, ...rivals].sort(byRank) };
};

// Figures are of one time as rivals are: of periods that overlap, or of days that are near.
const isOneTime = (one: Figure, other: Figure): boolean =>
  isCompatible(one, other) && (overlaps(one.period, other.period) || isNear(one, other));

const isNear = (one: Figure, other: Figure): boolean =>
  daysBetween(...nearestDays(one.timing, other.timing)) <= NEAR_DAYS;

// A larger part of another payer, or a sum of no less, says more about the same time.
function isWider(other: Figure, part: Figure): boolean {
  if (other === part || other.value === null || !isOneTime(other, part)) return false;
  if (part.value === null) return true;
  if (other.basis === "SUMMED") return other.value >= part.value;
  return payerOf(other) !== payerOf(part) && other.value > part.value;
}

const payerOf = (figure: Figure): string =>
  statementsOf(figure)
    .slice(0, 1)
    .map(({ funding, programmes }) => `${funding ?? ""} ${programmes.join()}`)
    .join();

/** The sum of what one source states for one period. */
export function summedFigure(parts: Parts, on: string): Figure {
  const bounds = sumBounds(parts.map(boundsOf));
  return {
    value: parts.reduce((sum, { value }) => sum + (value ?? 0), 0),
    lowerBound: bounds.lowerBound,
    upperBound: bounds.upperBound,
    qualifier: qualifierOf(bounds),
    basis: "SUMMED",
    observation: null,
    derivedFrom: [...parts],
    parts: [...parts],
    alternatives: [],
    otherCounting: null,
    rivalSet: null,
    ...aboutOf(parts[0], on),
  };
}

// What one payer accounts for is the least that all do.
function atLeast(part: Figure, parts: readonly Figure[]): Figure {
  const beside = parts.filter((other) => other === part || isBeside(other, part, parts));
  return {
    ...part,
    upperBound: null,
    qualifier:
      part.value === null ? part.qualifier : part.qualifier === "AT_MOST" ? "APPROXIMATE" : "AT_LEAST",
    parts: beside
      .flatMap(({ observation, alternatives }) => observation ?? alternatives)
      .sort((one, other) => (other.value ?? 0) - (one.value ?? 0) || compare(one.slug, other.slug)),
  };
}

// What is told of the time of a part: of another payer near it, the last.
function isBeside(other: Figure, part: Figure, parts: readonly Figure[]): boolean {
  if (!isOneTime(other, part)) return false;
  if (overlaps(other.period, part.period)) return true;
  const payer = payerOf(other);
  return (
    payer !== payerOf(part) &&
    !parts.some((one) => payerOf(one) === payer && one.timing.on > other.timing.on && isOneTime(one, part))
  );
}
