import { isDeepStrictEqual } from "node:util";
import { coverageIndicators, coverageOn, latestShare, PROTECTED, RATE_OVER, statusOf } from "../coverage.js";
import type { Share } from "../coverage-roll-up.js";
import type { Coverage } from "../coverage.type.js";
import { figuresOf, latestFigure } from "../figure.js";
import type { Figure } from "../figure.type.js";
import type { Observation } from "../../observations/observation.entity.js";
import type { Group } from "../../observations/observation.queries.js";
import { dayAfter } from "../../../time/today.js";

/** Every indicator that a latest answer about a region or cohort may rest on. */
export const LATEST_INDICATORS = [
  ...new Set([...Object.keys(RATE_OVER).flatMap(coverageIndicators), "VERIFIED_WORKERS"]),
];

/** Whether a statement may count in an answer at all. */
export const isUsable = ({ indicatorCode, valueStatus }: Observation): boolean =>
  valueStatus === statusOf(indicatorCode);

/** What is answered on one day: coverage and its share of a roll-up for each denominator, a figure for each indicator. */
interface Answers {
  coverages: Map<string, Coverage>;
  shares: Map<string, Share | null>;
  figures: Map<string, Figure | null>;
}

/**
 * The statements from which all latest answers about a group on a day, or any later day, are the same as from all of
 * its usable statements given. Those that the answers show are tried first, then all that reach back as far as these.
 */
export function currentOf(
  group: Group,
  observations: readonly Observation[],
  from: string,
): readonly Observation[] {
  const days = decisiveDays(observations, from);
  const codes = indicatorsOf(observations);
  const wanted = days.map((day) => answersOn(group, observations, codes, day));
  const suffice = (some: readonly Observation[]): boolean =>
    days.every((day, index) => isDeepStrictEqual(answersOn(group, some, codes, day), wanted[index]));
  const shown = withRivals(new Set(wanted.flatMap(shownBy)), observations);
  if (suffice(shown)) return shown;
  const earliest = [...shown.map(({ periodStart }) => periodStart), ...wanted.flatMap(sharesBegin)].sort()[0];
  const reaching = observations.filter(({ periodEnd }) => periodEnd >= (earliest ?? from));
  return suffice(reaching) ? reaching : observations;
}

/**
 * Whether older statements leave every latest answer on a day, or any later day, as it is from the statements given.
 * `older` names the indicators of statements that all end before the first of those given begins. Then nothing older
 * shares a day with anything given, so that neither changes what is answered for the other's time, and an answer for the
 * later time comes first: it is enough that there is one, or that nothing older could give one.
 */
export function outdates(
  group: Group,
  observations: readonly Observation[],
  older: ReadonlySet<string>,
  from: string,
): boolean {
  const codes = new Set([...indicatorsOf(observations), ...older]);
  return decisiveDays(observations, from).every((day) => {
    const { coverages, shares, figures } = answersOn(group, observations, codes, day);
    const hasFigures = [...older].every((code) => !figures.has(code) || figures.get(code) !== null);
    return (
      hasFigures &&
      [...coverages].every(([denominatorCode, { rate, protectedWorkers, potentialWorkers }]) => {
        const oldPair = older.has(PROTECTED) && older.has(denominatorCode);
        const oldRate = older.has(RATE_OVER[denominatorCode] ?? "") || oldPair;
        const hasParts =
          (protectedWorkers !== null || !older.has(PROTECTED)) &&
          (potentialWorkers !== null || !older.has(denominatorCode));
        return (
          (rate !== null || (!oldRate && hasParts)) &&
          ((shares.get(denominatorCode) ?? null) !== null || !oldPair)
        );
      })
    );
  });
}

const indicatorsOf = (observations: readonly Observation[]): Set<string> =>
  new Set(observations.map(({ indicatorCode }) => indicatorCode));

function answersOn(
  group: Group,
  observations: readonly Observation[],
  codes: ReadonlySet<string>,
  on: string,
): Answers {
  const begun = observations.filter(({ periodStart }) => periodStart <= on);
  const answers: Answers = { coverages: new Map(), shares: new Map(), figures: new Map() };
  for (const denominatorCode of denominatorsFor(codes)) {
    const subject = { ...group, denominatorCode, on, asOf: null };
    const ofSubject = begun.filter(({ indicatorCode }) =>
      coverageIndicators(denominatorCode).includes(indicatorCode),
    );
    answers.coverages.set(denominatorCode, coverageOn(subject, ofSubject));
    answers.shares.set(denominatorCode, latestShare(subject, ofSubject));
  }
  for (const code of codes) {
    const figures = figuresOf(begun.filter(({ indicatorCode }) => indicatorCode === code));
    answers.figures.set(code, latestFigure(figures, on));
  }
  return answers;
}

// Denominators of which nothing is stated, neither itself nor a rate over it, all give the same answer: one is enough.
function denominatorsFor(codes: ReadonlySet<string>): string[] {
  const isStated = (code: string): boolean => codes.has(code) || codes.has(RATE_OVER[code] ?? "");
  const all = Object.keys(RATE_OVER);
  return [...all.filter(isStated), ...all.filter((code) => !isStated(code)).slice(0, 1)];
}

// Answers change when a period begins and when one is over, and on no other day.
function decisiveDays(observations: readonly Observation[], from: string): string[] {
  const days = new Set([from]);
  for (const { periodStart, periodEnd } of observations) {
    if (periodStart > from) days.add(periodStart);
    if (periodEnd >= from) days.add(dayAfter(periodEnd));
  }
  return [...days];
}

function shownBy({ coverages, figures }: Answers): Observation[] {
  const shown = [...coverages.values()].flatMap(
    ({ rate, protectedWorkers, potentialWorkers, monthsCovered }) => [
      ...[protectedWorkers, potentialWorkers, monthsCovered].flatMap(shownByFigure),
      ...(rate?.derivedFrom ?? []),
      ...(rate?.observation ? [rate.observation] : []),
    ],
  );
  return [...shown, ...[...figures.values()].flatMap(shownByFigure)];
}

const shownByFigure = (figure: Figure | null): Observation[] =>
  figure === null
    ? []
    : [...(figure.observation ? [figure.observation] : []), ...figure.alternatives, ...figure.derivedFrom];

// All rivals together decide what a figure is.
function withRivals(shown: ReadonlySet<Observation>, observations: readonly Observation[]): Observation[] {
  const sets = new Set([...shown].flatMap(({ rivalSet }) => rivalSet ?? []));
  return observations.filter(
    (observation) =>
      shown.has(observation) || (observation.rivalSet !== null && sets.has(observation.rivalSet)),
  );
}

const sharesBegin = ({ shares }: Answers): string[] =>
  [...shares.values()].flatMap((share) => share?.period.start ?? []);
