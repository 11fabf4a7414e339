import { compare, groupBy } from "../../collections.js";
import { KINDS } from "../observations/indicator-kind.rules.js";
import { evidenceOf } from "../sources/evidence.rules.js";
import { isSpan, type Fact } from "./fact.js";

/** A fact that answers for its rivals. */
export interface Answer extends Fact {
  /** Set when rivals that are as good state another value, so that nothing is known. */
  isTied?: true;
}

/**
 * The facts that answer: of each set of rivals the one of the least rank among those given, and no figure for a whole
 * year where a more precise one of that year is as good.
 */
export function answersOf(facts: readonly Fact[]): Answer[] {
  const answers: Answer[] = facts.filter(({ rivalSet }) => rivalSet === null);
  if (answers.length === facts.length) return withoutVaguer(answers);
  const sets = groupBy(
    facts.filter(({ rivalSet }) => rivalSet !== null),
    ({ rivalSet }) => rivalSet,
  );
  for (const rivals of sets.values()) answers.push(bestOf(rivals));
  return withoutVaguer(answers);
}

function bestOf(rivals: readonly Fact[]): Answer {
  const least = rivals.reduce((rank, fact) => Math.min(rank, fact.rank), Infinity);
  const best = rivals.filter(({ rank }) => rank === least).sort(byTime);
  const [first] = best;
  if (!first) throw new Error("A set of rivals has members");
  return best.some(({ value }) => value !== first.value) ? { ...first, isTied: true } : first;
}

const byTime = (one: Fact, other: Fact): number =>
  compare(other.effectiveOn, one.effectiveOn) ||
  compare(other.periodStart, one.periodStart) ||
  compare(one.sourceSlug, other.sourceSlug) ||
  other.value - one.value;

const yearOf = ({ effectiveOn }: Fact): string => effectiveOn.slice(0, 4);

// What facts must agree in for one to be more precise about the same thing and year.
const subjectOf = (fact: Fact): string => {
  const { categoryCode, valueStatus, funding, programmes, base, denominatorCode, countedBy } = fact;
  return [
    yearOf(fact),
    categoryCode,
    valueStatus,
    funding,
    programmes,
    base,
    denominatorCode,
    countedBy,
  ].join(" ");
};

function withoutVaguer(answers: Answer[]): Answer[] {
  if (!answers.some(isVague) || answers.every(isVague)) return answers;
  const precise = groupBy(answers.filter(isPrecise), subjectOf);
  return answers.filter(
    (answer) =>
      !isVague(answer) || !precise.get(subjectOf(answer))?.some((other) => !outweighs(answer, other)),
  );
}

const isVague = ({ periodPrecision, kind }: Fact): boolean =>
  periodPrecision === "YEAR" && KINDS[kind].holdsWithin;

const isPrecise = (fact: Fact): boolean => fact.periodPrecision !== "YEAR" && !isSpan(fact);

// A figure for a year stands before a more precise one of better evidence that was published later only.
const outweighs = (vague: Fact, precise: Fact): boolean =>
  evidenceOf(vague) < evidenceOf(precise) &&
  vague.publishedFrom !== null &&
  precise.publishedUntil !== null &&
  vague.publishedFrom > precise.publishedUntil;
