import { compare, groupBy } from "../../collections.js";
import { EVIDENCE, evidenceOf } from "../sources/evidence.rules.js";
import type { ConflictKind } from "./conflict.entity.js";
import { KINDS, type IndicatorKind } from "./indicator-kind.rules.js";
import type { Observation } from "./observation.entity.js";
import { hull, isSamePeriod, isWithin, overlap, type Span } from "../../time/span.js";
import type { Period } from "./period.type.js";

/** A statement with what is known of its source. */
export interface Rival extends Pick<
  Observation,
  | "slug"
  | "regionCode"
  | "indicatorCode"
  | "categoryCode"
  | "valueStatus"
  | "periodStart"
  | "periodEnd"
  | "value"
  | "qualifier"
  | "programmes"
  | "funding"
  | "attributedTo"
  | "sourceSlug"
> {
  indicatorKind: IndicatorKind;
  sourceType: string;
  publishedOn: string | null;
  publishedFrom: string | null;
  publishedUntil: string | null;
  /** Denominators that the same source states for the same region and category; told apart in conflicts of rates. */
  denominatorValue: number | null;
}

/** What became of one statement among its rivals. */
interface Outcome {
  slug: string;
  /** Place among the rivals, best first, from 1. */
  rank: number;
  preferred: boolean;
}

/** Statements that rival each other, and how the rules decide between them. */
export interface RivalSet {
  members: Rival[];
  outcomes: Outcome[];
  /** Null when the statements agree. */
  conflict: {
    kind: ConflictKind;
    rule: string | null;
    resolved: boolean;
    spread: number;
    period: Period;
    preferredSlug: string | null;
  } | null;
}

/**
 * All sets of rivals among statements of one region, indicator, category and status.
 * Statements rival when their periods agree, or when one source states both for periods that overlap. Statements
 * about different programmes or payers are about different things; one that names none means what other sources name.
 */
export function rivalSets(statements: readonly Rival[]): RivalSet[] {
  return [...groupBy(alike(statements), ([, part]) => part).values()]
    .flatMap((part) =>
      connected(
        part.map(([statement]) => statement),
        areRivals,
      ),
    )
    .filter((members) => members.length > 1)
    .map(decide);
}

// Each statement with the part of the series it belongs to, by programmes and payer.
function alike(statements: readonly Rival[]): [Rival, string][] {
  const programmes = parts(statements, ({ programmes, indicatorKind }) =>
    // Whoever is a participant at all is one of JKK; money and cases of one programme are parts of the total.
    KINDS[indicatorKind].countsParticipants && programmes.includes("JKK") ? "" : programmes.join(),
  );
  const funding = parts(statements, ({ funding }) => funding ?? "");
  return statements.map((statement, index) => [
    statement,
    `${programmes[index] ?? ""} ${funding[index] ?? ""}`,
  ]);
}

// What each statement names; one that names nothing means the only thing that other sources name.
function parts(statements: readonly Rival[], nameOf: (statement: Rival) => string): string[] {
  const names = statements.map(nameOf);
  const named = new Set(names.filter((name) => name !== ""));
  const sole = named.size === 1 ? ([...named][0] ?? "") : "";
  // A source that states both a part and a figure without a name means the total by the latter.
  const sourcesOf = (wanted: string): Set<string> =>
    new Set(statements.filter((_, index) => names[index] === wanted).map(({ sourceSlug }) => sourceSlug));
  const both = [...sourcesOf("")].some((source) => sourcesOf(sole).has(source));
  return names.map((name) => (name === "" && !both ? sole : name));
}

const spanOf = ({ periodStart, periodEnd }: Pick<Rival, "periodStart" | "periodEnd">): Span => ({
  start: periodStart,
  end: periodEnd,
});

function areRivals(one: Rival, other: Rival, all: readonly Rival[]): boolean {
  const [a, b] = [spanOf(one), spanOf(other)];
  if (isSamePeriod(a, b)) return true;
  if (one.sourceSlug !== other.sourceSlug || overlap(a, b) === null) return false;
  // What happens in a part of a period is no rival of what happens in the whole.
  if (!KINDS[one.indicatorKind].partsOfPeriodsRival) return false;
  const [inner, outer] = isWithin(a, b) ? [one, other] : [other, one];
  if (!isWithin(spanOf(inner), spanOf(outer))) return true;
  // A source's figure for a year stands for its last one in that year, and rivals no earlier one.
  return !all.some(
    (later) =>
      later.sourceSlug === inner.sourceSlug &&
      later !== outer &&
      later.periodEnd > inner.periodEnd &&
      isWithin(spanOf(later), spanOf(outer)),
  );
}

/** Whether the first statement is better by some rule, with the rule in words; null when no rule tells them apart. */
export function preference(one: Rival, other: Rival): { better: Rival; rule: string } | null {
  const [a, b] = [evidenceOf(one), evidenceOf(other)];
  if (a !== b) {
    const words = (place: number): string => EVIDENCE[place] ?? "";
    return { better: a < b ? one : other, rule: `${words(Math.min(a, b))} over ${words(Math.max(a, b))}` };
  }
  for (const [later, earlier] of [
    [one, other],
    [other, one],
  ] as const) {
    if (
      later.publishedFrom !== null &&
      earlier.publishedUntil !== null &&
      later.publishedFrom > earlier.publishedUntil
    ) {
      return {
        better: later,
        rule: `later publication (${later.publishedFrom}) over earlier (${earlier.publishedUntil})`,
      };
    }
  }
  if ((one.qualifier === "EXACT") !== (other.qualifier === "EXACT")) {
    const [exact, qualified] = one.qualifier === "EXACT" ? [one, other] : [other, one];
    return { better: exact, rule: `exact over qualified (${qualified.qualifier})` };
  }
  return null;
}

function decide(members: Rival[]): RivalSet {
  // A statement without a number speaks neither for nor against one.
  const numbered = members.filter(({ value }) => value !== null);
  const judged = numbered.length > 0 ? numbered : members;
  const beats = (one: Rival, other: Rival): boolean => preference(one, other)?.better === one;
  const wins = (one: Rival): number => judged.filter((other) => beats(one, other)).length;
  const sorted = [...judged].sort((one, other) => wins(other) - wins(one) || compare(one.slug, other.slug));
  const values = numbered.map(({ value }) => value ?? 0);
  const agree = new Set(values).size <= 1;
  const isUnbeaten = (one: Rival): boolean =>
    judged.every((other) => other.value === one.value || beats(one, other));
  const unbeaten = sorted.find(isUnbeaten) ?? null;
  const order = [...sorted, ...members.filter((member) => !judged.includes(member))];
  const outcomes = order.map(({ slug }, index) => ({
    slug,
    rank: index + 1,
    preferred: slug === unbeaten?.slug,
  }));
  const period = shared(numbered);
  if (agree || period === null) return { members: order, outcomes, conflict: null };
  const runnerUp = sorted.find(({ value }) => value !== unbeaten?.value);
  const rule = unbeaten && runnerUp ? (preference(unbeaten, runnerUp)?.rule ?? null) : null;
  return {
    members: order,
    outcomes,
    conflict: {
      kind: kindOf(numbered),
      rule,
      resolved: unbeaten !== null,
      spread: Math.max(...values) - Math.min(...values),
      period,
      preferredSlug: unbeaten?.slug ?? null,
    },
  };
}

const crosses = (one: Span, other: Span): boolean =>
  overlap(one, other) !== null && !isWithin(one, other) && !isWithin(other, one);

const isRate = ({ indicatorKind }: Rival): boolean => KINDS[indicatorKind].overTime === "RATIO";

function kindOf(rivals: readonly Rival[]): ConflictKind {
  const crossing = rivals.some((one) => rivals.some((other) => crosses(spanOf(one), spanOf(other))));
  if (crossing) return "PERIOD";
  const denominators = rivals.flatMap(({ denominatorValue }) => denominatorValue ?? []);
  if (rivals[0] && isRate(rivals[0]) && new Set(denominators).size > 1) return "DENOMINATOR";
  const sources = new Set(rivals.map(({ sourceSlug }) => sourceSlug));
  const undefinedCategory = rivals[0]?.categoryCode === "VULNERABLE";
  return undefinedCategory && sources.size > 1 ? "DEFINITION" : "VALUE";
}

// The time that all are about; statements that are rivals only through others may share none.
function shared(rivals: readonly Rival[]): Period | null {
  const spans = rivals.map(spanOf);
  const common = spans.reduce<Span | null>((rest, span) => rest && overlap(rest, span), spans[0] ?? null);
  return hull(common ? [common] : spans);
}

// Items that are linked directly or through others.
function connected<T>(items: readonly T[], linked: (one: T, other: T, all: readonly T[]) => boolean): T[][] {
  const left = new Set(items);
  const groups: T[][] = [];
  for (const item of items) {
    if (!left.delete(item)) continue;
    const group = [item];
    for (const member of group) {
      for (const other of left) {
        if (linked(member, other, items)) {
          left.delete(other);
          group.push(other);
        }
      }
    }
    groups.push(group);
  }
  return groups;
}
