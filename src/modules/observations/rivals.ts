import { compare } from "../../collections.js";
import { hull, isSamePeriod, overlap, type Span } from "../../time/span.js";
import type { ConflictKind } from "./conflict.entity.js";
import type { Period } from "./period.type.js";
import { meet, possibleOf } from "./possible.rules.js";
import { layersOf, preference } from "./preference.rules.js";
import { baseOf, type Rival, spanOf } from "./rival.js";
import { alike } from "./rival-parts.js";
import { rivalSetsOf, type RivalSets } from "./rival-sets.js";
import { monthsOf } from "./monthly.rules.js";

export type { Rival } from "./rival.js";

/** What became of one statement among its rivals. */
interface Outcome {
  slug: string;
  /** Place among the rivals, best first, from 1; statements that no rule tells apart share one. */
  rank: number;
  preferred: boolean;
}

/** A disagreement between statements. */
export interface Disagreement {
  kind: ConflictKind;
  /** Best first. */
  members: readonly Rival[];
  rule: string | null;
  resolved: boolean;
  /** In the indicator's unit. */
  spread: number;
  /** Spread over the largest absolute value; null when that is 0. */
  relativeSpread: number | null;
  period: Period;
  preferredSlug: string | null;
}

/** Statements that rival each other, and how the rules decide between them. */
export interface RivalSet {
  members: Rival[];
  outcomes: Outcome[];
  /** Null when the statements agree. */
  conflict: Disagreement | null;
}

/** All sets of rivals among statements of one region, indicator, category and status. */
export const rivalSets = (statements: readonly Rival[]): RivalSet[] =>
  withinSeries(statements)
    .flatMap(({ sets }) => sets)
    .map(decide);

const withinSeries = (statements: readonly Rival[]): RivalSets[] => {
  const months = monthsOf(statements);
  return alike(statements, ["base", "countedBy"]).map((same) => rivalSetsOf(same, months));
};

/**
 * Statements of one region, indicator, category and status that rival each other and disagree, while one of them also
 * has rivals that the other is no rival of: they are in no set together.
 */
export const beyondSets = (statements: readonly Rival[]): Disagreement[] =>
  withinSeries(statements)
    .flatMap(({ beyond }) => beyond)
    .filter((members) => anyPair(members, (one, other) => !isSameSpan(one, other) && !agree(one, other)))
    .flatMap((members): Disagreement[] => {
      const { conflict } = decide(members);
      return conflict ? [{ ...conflict, kind: "TIME" }] : [];
    });

/**
 * Statements of one region, indicator, category and status that would rival each other if they had the same base, or
 * counted workers at the same place, and disagree: nothing decides between these.
 */
export function undecidable(statements: readonly Rival[]): Disagreement[] {
  const counted = statements.filter(({ countedBy }) => countedBy !== null);
  return [
    ...across(statements, "BASE", ["countedBy"], baseOf),
    ...across(counted, "COUNTING", ["base"], ({ countedBy }) => countedBy ?? ""),
  ];
}

function across(
  statements: readonly Rival[],
  kind: "BASE" | "COUNTING",
  traits: readonly ("base" | "countedBy")[],
  traitOf: (statement: Rival) => string,
): Disagreement[] {
  if (new Set(statements.map(traitOf)).size < 2) return [];
  const months = monthsOf(statements);
  return alike(statements, traits).flatMap((same) => {
    const { sets, beyond } = rivalSetsOf(same, months);
    return [...sets, ...beyond].flatMap((set) => {
      const numbered = ranked(set)
        .flat()
        .filter(({ value }) => value !== null);
      const differ = anyPair(numbered, (one, other) => traitOf(one) !== traitOf(other) && !agree(one, other));
      if (!differ) return [];
      return [
        { kind, members: numbered, rule: null, resolved: false, preferredSlug: null, ...extentOf(numbered) },
      ];
    });
  });
}

// Best first; a statement without a number speaks neither for nor against one, and comes last.
function ranked(members: readonly Rival[]): Rival[][] {
  const bySlug = [...members].sort((one, other) => compare(one.slug, other.slug));
  const numbered = bySlug.filter(({ value }) => value !== null);
  const others = bySlug.filter(({ value }) => value === null);
  return [...layersOf(numbered), ...layersOf(others)];
}

function decide(set: readonly Rival[]): RivalSet {
  const layers = ranked(set);
  const [best = []] = layers;
  const members = layers.flat();
  const isTie = new Set(best.map(({ value }) => value)).size > 1;
  const preferred = isTie ? null : (best[0] ?? null);
  let rank = 1;
  const outcomes = layers.flatMap((layer) => {
    const own = rank;
    rank += layer.length;
    return layer.map((statement) => ({
      slug: statement.slug,
      rank: own,
      preferred: statement === preferred,
    }));
  });
  return { members, outcomes, conflict: conflictOf(members, best, preferred) };
}

function conflictOf(
  members: readonly Rival[],
  best: readonly Rival[],
  preferred: Rival | null,
): Disagreement | null {
  const numbered = members.filter(({ value }) => value !== null);
  if (!anyPair(numbered, (one, other) => !agree(one, other))) return null;
  const isSame = anyPair(numbered, (one, other) => isSameSpan(one, other) && !agree(one, other));
  return {
    kind: isSame ? "VALUE" : "TIME",
    members,
    rule: preferred && ruleOf(best, numbered),
    resolved: preferred !== null,
    preferredSlug: preferred?.slug ?? null,
    ...extentOf(numbered),
  };
}

// The rule that puts the best before what disagrees with them, or else before what they merely differ from.
function ruleOf(best: readonly Rival[], numbered: readonly Rival[]): string | null {
  const others = numbered.filter((other) => !best.includes(other));
  const pairs = best.flatMap((one) => others.map((other) => [one, other] as const));
  const disagreeing = pairs.filter(([one, other]) => !agree(one, other));
  for (const [one, other] of [...disagreeing, ...pairs]) {
    const found = preference(one, other);
    if (found?.better === one) return found.rule;
  }
  return null;
}

/** Whether some number is possible by both statements. */
export const agree = (one: Rival, other: Rival): boolean =>
  one.value === other.value || meet(possibleOf(one), possibleOf(other));

function anyPair(statements: readonly Rival[], holds: (one: Rival, other: Rival) => boolean): boolean {
  return statements.some((one, index) => statements.slice(index + 1).some((other) => holds(one, other)));
}

const isSameSpan = (one: Rival, other: Rival): boolean => isSamePeriod(spanOf(one), spanOf(other));

/** How far statements are apart, and the time that they are about together: what all share, else all their time. */
export function extentOf(
  statements: readonly Rival[],
): Pick<Disagreement, "spread" | "relativeSpread" | "period"> {
  const values = statements.map(({ value }) => value ?? 0);
  const spread = Math.max(...values) - Math.min(...values);
  return { spread, relativeSpread: relativeTo(spread, values), period: sharedPeriod(statements.map(spanOf)) };
}

/** A spread as share of the largest absolute value; null when that is 0. */
export function relativeTo(spread: number, values: readonly number[]): number | null {
  const largest = Math.max(...values.map(Math.abs));
  return largest === 0 ? null : spread / largest;
}

function sharedPeriod(spans: readonly Span[]): Period {
  const common = spans.reduce<Span | null>((rest, span) => rest && overlap(rest, span), spans[0] ?? null);
  const period = hull(common ? [common] : spans);
  if (!period) throw new Error("No statements have no period");
  return period;
}
