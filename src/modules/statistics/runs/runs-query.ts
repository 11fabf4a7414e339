import type { Database } from "../../../database/statement.js";
import { ValueStatus, type Qualifier } from "../../observations/observation.entity.js";
import { KINDS } from "../../observations/indicator-kind.rules.js";
import { DECISIVE_SEGMENTS } from "../../figures/segments.rules.js";
import { chosenBy, cohortsOf, type Operators } from "../series/series-query.js";
import { categoryOf, NO_CATEGORY } from "../series/statistic-series.entity.js";
import { mentions } from "../mentions.js";
import type { StatisticsQuery } from "../statistics-query.js";
import { listCategories } from "../../cohorts/cohort.queries.js";
import { factTestOf, type FactTest } from "./fact-filter.js";
import { toldConditions } from "./told-conditions.js";

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
  /** Whether all other conditions hold of a figure; null when there are none. */
  isMeant: FactTest | null;
  /** Whether these hold of all figures of an indicator and category or of none. */
  areAllMeant: boolean;
}

const KNOWN_OF_SOURCES = ["type", "publisher"];

/** The question to stored runs, of now, or null when they do not hold the answer. Asks what some conditions let in. */
export async function runsQueryOf(
  db: Database,
  { indicators, dimensions, filter }: StatisticsQuery,
): Promise<RunsQuery | null> {
  if (!indicators.every(({ kind }) => KINDS[kind].overTime === "LAST")) return null;
  const asked = new Asked(filter ?? {});
  const codes = asked.of("indicator", chosenBy);
  const statuses = asked.of("valueStatus", chosenBy);
  const qualifiers = asked.of("qualifier", chosenBy);
  const chosen = asked.of("category", (given) => cohortsOf(["CATEGORY"], given)?.chosen ?? null);
  const [ofStart, ofEnd] = [asked.of("periodStart", boundsOf), asked.of("periodEnd", boundsOf)];
  const sourceFilter = asked.of("source", (given) => (isKnownOfSources(given) ? given : null));
  const regionFilter = asked.of("region", (given) => given);
  const isMeant = factTestOf(asked.left, await toldConditions(db, asked.left));
  if (!isMeant) return null;
  const isLeft = Object.keys(asked.left).length > 0;
  const isCategoryChosen = dimensions.includes("CATEGORY") || mentions(asked.left, "category");
  const indicatorCodes = indicators.map(({ code }) => code).filter((code) => codes?.includes(code) ?? true);
  const cohorts =
    chosen ?? (isCategoryChosen ? await meantCohorts(db, isLeft ? isMeant : null) : USUAL_COHORTS);
  const isOfAll = (indicatorCode: string, cohort: string): boolean =>
    isMeant({ indicatorCode, categoryCode: categoryOf(cohort) }) !== null;
  return {
    indicatorCodes,
    // All are named, since an index finds no row by what comes after a status that is not.
    statuses: statuses ?? Object.keys(ValueStatus),
    cohorts,
    regionFilter,
    isWithin: (start, end) => (ofStart?.(start) ?? true) && (ofEnd?.(end) ?? true),
    isBounded: isLeft || [ofStart, ofEnd, sourceFilter, qualifiers].some((each) => each !== null),
    sourceFilter,
    isQualified: (qualifier) => qualifiers?.includes(qualifier) ?? true,
    isMeant: isLeft ? isMeant : null,
    areAllMeant: indicatorCodes.every((code) => cohorts?.every((cohort) => isOfAll(code, cohort)) ?? true),
  };
}

// A filter of which parts are taken; what is left is to be asked of each figure.
class Asked {
  left: Record<string, unknown>;

  constructor(filter: Record<string, unknown>) {
    this.left = Object.fromEntries(Object.entries(filter).filter(([, operand]) => operand !== undefined));
  }

  // What a field amounts to; null where it is left out, or amounts to nothing of that kind.
  of<T>(name: string, read: (operators: Operators) => T | null): T | null {
    const operand = this.left[name];
    const found = typeof operand === "object" && operand !== null ? read(operand as Operators) : null;
    if (found !== null)
      this.left = Object.fromEntries(Object.entries(this.left).filter(([other]) => other !== name));
    return found;
  }
}

// As single facts are chosen where no categories are asked for: those of all workers and of segments.
const USUAL_COHORTS: readonly string[] = [NO_CATEGORY, ...DECISIVE_SEGMENTS];

// The categories, and none, of which a figure may be meant; null for all where nothing is asked of each figure.
async function meantCohorts(db: Database, isMeant: FactTest | null): Promise<readonly string[] | null> {
  if (!isMeant) return null;
  const codes = [null, ...(await listCategories(db)).map(({ code }) => code)];
  return codes
    .filter((categoryCode) => isMeant({ categoryCode }) !== false)
    .map((categoryCode) => categoryCode ?? NO_CATEGORY);
}

const isKnownOfSources = (filter: Operators): boolean =>
  Object.entries(filter).every(([name, operand]) => operand === undefined || KNOWN_OF_SOURCES.includes(name));

const COMPARE: Record<string, (day: string, operand: string) => boolean> = {
  eq: (day, operand) => day === operand,
  gt: (day, operand) => day > operand,
  gte: (day, operand) => day >= operand,
  lt: (day, operand) => day < operand,
  lte: (day, operand) => day <= operand,
};

// Whether a day is as demanded; null when something else is demanded than bounds.
function boundsOf(operators: Operators): ((day: string) => boolean) | null {
  const tests: ((day: string) => boolean)[] = [];
  for (const [name, operand] of Object.entries(operators)) {
    if (operand === undefined) continue;
    const compare = COMPARE[name];
    if (!compare || typeof operand !== "string") return null;
    tests.push((day) => compare(day, operand));
  }
  return (day) => tests.every((test) => test(day));
}
