import { groupBy } from "../../collections.js";
import { KINDS } from "../observations/indicator-kind.rules.js";
import { evidenceOf, isPublishedLater } from "../sources/evidence.rules.js";
import { isSpan, type Fact } from "./fact.js";

/** A fact, and what became of it among others about the same thing and time. */
export interface Answer extends Fact {
  /** Set when another answers in its place. */
  isBeaten?: true;
  /** Set when rivals that are as good state another value, so that nothing is known. */
  isTied?: true;
}

/** Whether a fact answers. */
export const answers = ({ isBeaten }: Answer): boolean => isBeaten !== true;

/**
 * Tells which facts answer: of each set of rivals those of the least rank among those given, and no figure for a whole
 * year where a more precise one of that year is as good.
 */
export function judged(facts: readonly Fact[]): Answer[] {
  const contested = facts.filter(({ rivalSet }) => rivalSet !== null);
  if (contested.length === 0) return withoutVaguer(facts);
  const alone: Answer[] = facts.filter(({ rivalSet }) => rivalSet === null);
  const sets = groupBy(contested, ({ rivalSet }) => rivalSet);
  return withoutVaguer([...alone, ...[...sets.values()].flatMap(judgedRivals)]);
}

function judgedRivals(rivals: readonly Fact[]): Answer[] {
  const least = rivals.reduce((rank, fact) => Math.min(rank, fact.rank), Infinity);
  const best = rivals.filter(({ rank }) => rank === least);
  const isTied = best.some(({ value }) => value !== best[0]?.value);
  return rivals.map((fact): Answer => {
    if (fact.rank > least) return { ...fact, isBeaten: true };
    return isTied ? { ...fact, isTied: true } : fact;
  });
}

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

function withoutVaguer(facts: readonly Answer[]): Answer[] {
  if (!facts.some(isVague) || facts.every(isVague)) return [...facts];
  const precise = groupBy(
    facts.filter((fact) => answers(fact) && isPrecise(fact)),
    subjectOf,
  );
  return facts.map((fact): Answer => {
    const others = isVague(fact) && answers(fact) ? (precise.get(subjectOf(fact)) ?? []) : [];
    return others.some((other) => !outweighs(fact, other)) ? { ...fact, isBeaten: true } : fact;
  });
}

const isVague = ({ periodPrecision, kind }: Fact): boolean =>
  periodPrecision === "YEAR" && KINDS[kind].holdsWithin;

const isPrecise = (fact: Fact): boolean => fact.periodPrecision !== "YEAR" && !isSpan(fact);

// A figure for a year stands before a more precise one of better evidence that was published later only.
const outweighs = (vague: Fact, precise: Fact): boolean =>
  evidenceOf(vague) < evidenceOf(precise) && isPublishedLater(vague, precise);
