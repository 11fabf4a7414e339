import { isSame } from "../../../collections.js";
import { coverageIndicators, coverageWithShare, DENOMINATORS, statusOf } from "../coverage.js";
import type { Share } from "../coverage-roll-up.js";
import type { Coverage } from "../coverage.type.js";
import { latestOfCountings } from "../../figures/figure.rules.js";
import type { Figure } from "../../figures/figure.type.js";
import { figuresOfAll } from "../../figures/all-payers.rules.js";
import type { Observation } from "../../observations/observation.entity.js";
import type { Group } from "../../observations/observation.queries.js";
import { decisiveDays } from "./decisive-days.js";

/** Every indicator that a latest answer about a region or cohort may rest on. */
export const LATEST_INDICATORS = [
  ...new Set([...DENOMINATORS.flatMap(coverageIndicators), "VERIFIED_WORKERS"]),
];

/** Whether a statement may count in an answer at all. */
export const isUsable = ({ indicatorCode, valueStatus }: Observation): boolean =>
  valueStatus === statusOf(indicatorCode);

/** What is answered on one day: coverage and its share of a roll-up for each denominator, a figure for each indicator. */
interface Answers {
  coverages: { coverage: Coverage; share: Share | null }[];
  figures: (Figure | null)[];
}

/**
 * The statements from which all latest answers about a group on a day, or any later day, are the same as from all of
 * its usable statements given. Those that the answers show are tried first, then all that are no older than these.
 */
export function currentOf(
  group: Group,
  observations: readonly Observation[],
  from: string,
): readonly Observation[] {
  const codes = new Set(observations.map(({ indicatorCode }) => indicatorCode));
  // The only statement of an indicator is its latest from the day on which it begins to hold.
  if (codes.size === observations.length) return observations;
  const days = decisiveDays(observations, from);
  const denominators = denominatorsFor(observations);
  const answers = (some: readonly Observation[], day: string): Answers =>
    answersOn(group, some, { denominators, codes }, day);
  const wanted = days.map((day) => answers(observations, day));
  const suffice = (some: readonly Observation[]): boolean =>
    some.length < observations.length &&
    days.every((day, index) => isSame(answers(some, day), wanted[index]));
  const shown = withRivals(new Set(wanted.flatMap(shownBy)), observations);
  if (suffice(shown)) return shown;
  const earliest = shown.reduce(
    (first, { effectiveFrom }) => (effectiveFrom < first ? effectiveFrom : first),
    from,
  );
  const recent = observations.filter(({ effectiveOn }) => effectiveOn >= earliest);
  const reaching = withRivals(new Set([...shown, ...recent]), observations);
  return suffice(reaching) ? reaching : observations;
}

// Denominators of which nothing is stated, neither itself nor a rate over it, all give the same answer: one is enough.
function denominatorsFor(observations: readonly Observation[]): string[] {
  const stated = new Set(
    observations.flatMap(({ indicatorCode, denominatorCode }) => [indicatorCode, denominatorCode]),
  );
  const [potential = "", ...others] = DENOMINATORS;
  const unstated = others.filter((code) => !stated.has(code)).slice(0, 1);
  return [potential, ...others.filter((code) => stated.has(code)), ...unstated];
}

function answersOn(
  group: Group,
  observations: readonly Observation[],
  { denominators, codes }: { denominators: readonly string[]; codes: ReadonlySet<string> },
  on: string,
): Answers {
  const begun = observations.filter(({ effectiveFrom }) => effectiveFrom <= on);
  const of = (...indicators: string[]): Observation[] =>
    begun.filter(({ indicatorCode }) => indicators.includes(indicatorCode));
  return {
    coverages: denominators.map((denominatorCode) =>
      coverageWithShare(
        { ...group, denominatorCode, on, asOf: null },
        of(...coverageIndicators(denominatorCode)),
      ),
    ),
    figures: [...codes].map((code) => latestOfCountings(figuresOfAll(of(code), on), on)),
  };
}

function shownBy({ coverages, figures }: Answers): Observation[] {
  const inCoverages = coverages.flatMap(({ coverage }) => [
    ...[coverage.protectedWorkers, coverage.potentialWorkers, coverage.unprotectedWorkers].flatMap(
      shownByFigure,
    ),
    ...shownByFigure(coverage.monthsCovered),
    ...(coverage.otherRate ? [coverage.otherRate] : []),
    ...(coverage.rate?.derivedFrom ?? []),
    ...(coverage.rate?.observation ? [coverage.rate.observation] : []),
  ]);
  const inShares = coverages.flatMap(({ share }) => (share ? [share.numerator, share.denominator] : []));
  return [...inCoverages, ...[...inShares, ...figures].flatMap(shownByFigure)];
}

const shownByFigure = (figure: Figure | null): Observation[] =>
  figure === null
    ? []
    : [
        ...shownByFigure(figure.otherCounting),
        ...(figure.observation ? [figure.observation] : []),
        ...figure.alternatives,
        ...figure.derivedFrom,
        ...figure.parts,
      ];

// All rivals together decide what a figure is.
function withRivals(shown: ReadonlySet<Observation>, observations: readonly Observation[]): Observation[] {
  const sets = new Set([...shown].flatMap(({ rivalSet }) => rivalSet ?? []));
  return observations.filter(
    (observation) =>
      shown.has(observation) || (observation.rivalSet !== null && sets.has(observation.rivalSet)),
  );
}
