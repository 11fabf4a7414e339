import { ValueStatus, type Qualifier } from "../../observations/observation.entity.js";
import { KINDS } from "../../observations/indicator-kind.rules.js";
import { DECISIVE_SEGMENTS } from "../../figures/segments.rules.js";
import { chosenBy, cohortsOf, definedOf, type Operators } from "../series/series-query.js";
import { NO_CATEGORY } from "../series/statistic-series.entity.js";
import type { StatisticsQuery } from "../statistics-query.js";

/** What a table needs of stored runs: which of them, and which of their figures. */
export interface RunsQuery {
  indicatorCodes: readonly string[];
  statuses: readonly string[];
  /** Null for each category, and none. */
  cohorts: readonly string[] | null;
  regionFilter: object | null;
  /** Whether a figure's period is within the bounds. */
  isWithin: (start: string, end: string) => boolean;
  /** Whether any figure of a run may be left out, by its period or where it comes from. */
  isBounded: boolean;
  /** The condition on sources; null for all. */
  sourceFilter: object | null;
  isQualified: (qualifier: Qualifier) => boolean;
}

const KNOWN_FIELDS = [
  "region",
  "indicator",
  "category",
  "valueStatus",
  "periodStart",
  "periodEnd",
  "qualifier",
  "source",
];
const KNOWN_OF_SOURCES = ["type", "publisher"];

/** The question to stored runs, or null when they do not hold the answer. */
export function runsQueryOf({ indicators, dimensions, filter, asOf }: StatisticsQuery): RunsQuery | null {
  const given = definedOf(filter ?? {});
  if (asOf !== null || !given) return null;
  if (!Object.keys(given).every((name) => KNOWN_FIELDS.includes(name))) return null;
  if (!indicators.every(({ kind }) => KINDS[kind].overTime === "LAST")) return null;
  const chosen = (name: string): readonly string[] | null | undefined =>
    given[name] === undefined ? undefined : chosenBy(given[name]);
  const [codes, statuses, qualifiers] = [chosen("indicator"), chosen("valueStatus"), chosen("qualifier")];
  const cohorts = chosenCohorts(dimensions.includes("CATEGORY"), given.category);
  const periods = [boundsOf(given.periodStart), boundsOf(given.periodEnd)] as const;
  const [ofStart, ofEnd] = periods;
  if (codes === null || statuses === null || qualifiers === null || cohorts === undefined) return null;
  if (!ofStart || !ofEnd || !isKnownOfSources(given.source)) return null;
  return {
    indicatorCodes: indicators.map(({ code }) => code).filter((code) => codes?.includes(code) ?? true),
    // All are named, since an index finds no row by what comes after a status that is not.
    statuses: statuses ?? Object.keys(ValueStatus),
    cohorts,
    regionFilter: given.region ?? null,
    isWithin: (start, end) => ofStart(start) && ofEnd(end),
    isBounded: [given.periodStart, given.periodEnd, given.source, given.qualifier].some(
      (each) => each !== undefined,
    ),
    sourceFilter: given.source ?? null,
    isQualified: (qualifier) => qualifiers?.includes(qualifier) ?? true,
  };
}

// As single facts are chosen: without a category those of all workers and of segments; undefined when that is not known.
function chosenCohorts(
  byCategory: boolean,
  filter: Operators | undefined,
): readonly string[] | null | undefined {
  if (filter === undefined) return byCategory ? null : [NO_CATEGORY, ...DECISIVE_SEGMENTS];
  return cohortsOf(["CATEGORY"], filter)?.chosen ?? undefined;
}

const isKnownOfSources = (filter: Operators | undefined): boolean =>
  Object.entries(filter ?? {}).every(
    ([name, operand]) => operand === undefined || KNOWN_OF_SOURCES.includes(name),
  );

const COMPARE: Record<string, (day: string, operand: string) => boolean> = {
  eq: (day, operand) => day === operand,
  gt: (day, operand) => day > operand,
  gte: (day, operand) => day >= operand,
  lt: (day, operand) => day < operand,
  lte: (day, operand) => day <= operand,
};

// Whether a day is as demanded; null when something else is demanded than bounds.
function boundsOf(operators: Operators | undefined): ((day: string) => boolean) | null {
  const tests: ((day: string) => boolean)[] = [];
  for (const [name, operand] of Object.entries(operators ?? {})) {
    if (operand === undefined) continue;
    const compare = COMPARE[name];
    if (!compare || typeof operand !== "string") return null;
    tests.push((day) => compare(day, operand));
  }
  return (day) => tests.every((test) => test(day));
}
