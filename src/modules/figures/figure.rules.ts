import { compare } from "../../collections.js";
import { daysBetween } from "../../time/months.js";
import type { Observation } from "../observations/observation.entity.js";
import type { Period } from "../observations/period.type.js";
import { boundsOf, qualifierOf, spanningBounds, type Bounds } from "./bounds.rules.js";
import type { Figure } from "./figure.type.js";
import { isWithinYear, latestOf, timingOf, type Timing } from "./timing.rules.js";

/** What a figure takes from the statements that it rests on, beside its number. */
export type About = Pick<
  Figure,
  "period" | "countedBy" | "effectiveOn" | "ageInDays" | "areaDiffers" | "timing"
>;

/** What a statement is about, for an answer on a day. */
export const aboutOf = (statement: Observation, on: string): About => ({
  period: statement.period,
  countedBy: statement.countedBy,
  effectiveOn: statement.effectiveOn,
  ageInDays: ageOn(statement.effectiveOn, on),
  areaDiffers: statement.areaDiffers,
  timing: timingOf(statement),
});

/** How many days before a day a figure speaks of; 0 for what holds until then or longer. */
export const ageOn = (effectiveOn: string, on: string): number => Math.max(0, daysBetween(effectiveOn, on));

/**
 * The figures that observations of one region, category, indicator and status amount to: rivals become one figure, with
 * the best of them answering and the others as alternatives. In a tie nothing answers, and the bounds span the rivals.
 */
export function figuresOf(observations: readonly Observation[], on: string): Figure[] {
  if (observations.length === 0) return [];
  const sets = new Map<string, [Observation, ...Observation[]]>();
  for (const observation of observations) {
    const key = observation.rivalSet ?? observation.slug;
    const set = sets.get(key);
    if (set) set.push(observation);
    else sets.set(key, [observation]);
  }
  return [...sets.values()].map((rivals) => figureOf(rivals, on));
}

/** The figure of some rivals, all of which are eligible on the day. */
export function figureOf(rivals: readonly [Observation, ...Observation[]], on: string): Figure {
  const sorted = rivals.length === 1 ? rivals : [...rivals].sort(byRank);
  const [best] = sorted;
  const unbeaten = sorted.filter(({ rank }) => rank === best.rank);
  const answer = unbeaten.every(({ value }) => value === best.value) ? best : null;
  const bounds = answer ? boundsOf(answer) : spanningBounds(unbeaten.map(boundsOf));
  return {
    value: answer?.value ?? null,
    lowerBound: bounds.lowerBound,
    upperBound: bounds.upperBound,
    qualifier: answer?.qualifier ?? qualifierOf(bounds),
    basis: "REPORTED",
    observation: answer,
    derivedFrom: [],
    parts: [],
    alternatives: sorted.filter((observation) => observation !== answer),
    otherCounting: null,
    rivalSet: best.rivalSet,
    // Written out, like all of `aboutOf`: most of a load is spent on figures of single statements.
    period: best.period,
    countedBy: best.countedBy,
    effectiveOn: best.effectiveOn,
    ageInDays: ageOn(best.effectiveOn, on),
    areaDiffers: best.areaDiffers,
    timing: timingOf(best),
  };
}

/** Orders rivals, the best first: among equals the latest answers. */
export const byRank = (one: Observation, other: Observation): number =>
  one.rank - other.rank ||
  Number(other.preferred) - Number(one.preferred) ||
  compare(other.effectiveOn, one.effectiveOn) ||
  compare(one.slug, other.slug);

/** A figure computed from others. */
export const derivedFigure = (
  value: number,
  bounds: Bounds,
  about: About,
  from: readonly (Observation | null)[],
): Figure => ({
  value,
  lowerBound: bounds.lowerBound,
  upperBound: bounds.upperBound,
  qualifier: qualifierOf(bounds),
  basis: "DERIVED",
  observation: null,
  derivedFrom: from.filter((observation) => observation !== null),
  parts: [],
  alternatives: [],
  otherCounting: null,
  rivalSet: null,
  period: about.period,
  countedBy: about.countedBy,
  effectiveOn: about.effectiveOn,
  ageInDays: about.ageInDays,
  areaDiffers: about.areaDiffers,
  timing: about.timing,
});

/** A figure summed over all child regions. */
export const rolledUpFigure = (
  value: number,
  bounds: Bounds,
  period: Period,
  oldest: string,
  on: string,
): Figure => ({
  ...derivedFigure(value, bounds, summedAbout(period, oldest, on), []),
  basis: "ROLLED_UP",
});

const summedAbout = (period: Period, effectiveOn: string, on: string): About => ({
  period,
  countedBy: null,
  effectiveOn,
  ageInDays: ageOn(effectiveOn, on),
  areaDiffers: false,
  timing: TIMING_OF_NOTHING,
});

const TIMING_OF_NOTHING: Timing = {
  from: "",
  on: "",
  isYear: false,
  evidence: 0,
  publishedFrom: null,
  publishedUntil: null,
};

/** The figure known last on a date; null when none has come by then. */
export const latestFigure = (figures: readonly Figure[], on: string): Figure | null =>
  latestOf(figures, ({ timing }) => timing, on, byWidth);

/** A figure with the latest of the same twelve months by the other counting beside it, of those known on a date. */
export function withOtherCounting(figure: Figure, figures: readonly Figure[], on: string): Figure {
  const { countedBy, areaDiffers, timing } = figure;
  if (countedBy === null) return figure;
  const otherCounting = latestFigure(
    figures.filter(
      (other) =>
        other.countedBy !== null &&
        other.countedBy !== countedBy &&
        other.areaDiffers === areaDiffers &&
        isWithinYear(other.timing, timing),
    ),
    on,
  );
  return otherCounting ? { ...figure, otherCounting } : figure;
}

/** The figure known last on a date, with that of the other counting beside it; null when none has come by then. */
export function latestOfCountings(figures: readonly Figure[], on: string): Figure | null {
  const latest = latestFigure(figures, on);
  return latest && withOtherCounting(latest, figures, on);
}

/** Whether a figure is what one payer or programme accounts for, of a total that is not known. */
export const isPart = ({ basis, parts }: Figure): boolean => basis === "REPORTED" && parts.length > 0;

/** Orders figures of one time by how much they mean: totals before parts, then the most, then always the same. */
export const byWidth = (one: Figure, other: Figure): number =>
  Number(isPart(one)) - Number(isPart(other)) ||
  (other.value ?? 0) - (one.value ?? 0) ||
  compare(slugOf(one), slugOf(other));

/** The statements that a figure rests on: the one that answers, else those it is computed from, else those in a tie. */
export const statementsOf = ({ observation, derivedFrom, alternatives }: Figure): readonly Observation[] =>
  observation ? [observation] : derivedFrom.length > 0 ? derivedFrom : alternatives;

/** The source of a figure; undefined for one that is summed over regions. */
export const sourceOf = (figure: Figure): string | undefined => statementsOf(figure)[0]?.sourceSlug;

const slugOf = (figure: Figure): string => statementsOf(figure)[0]?.slug ?? "";

/** Whether two figures may be subtracted or divided: of one counting as far as their sources say, and of one area. */
export const isCompatible = (
  one: Pick<Figure, "countedBy" | "areaDiffers">,
  other: Pick<Figure, "countedBy" | "areaDiffers">,
): boolean =>
  one.areaDiffers === other.areaDiffers &&
  (one.countedBy === null || other.countedBy === null || one.countedBy === other.countedBy);
