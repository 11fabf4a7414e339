import type { SourceType } from "../../sources/source.entity.js";
import type { Counting } from "../../observations/observation.entity.js";
import { isOfOnePayer, isOfProgrammes } from "../../observations/payers.rules.js";
import { KINDS } from "../../observations/indicator-kind.rules.js";
import { compare } from "../../../collections.js";
import { monthsAfter, yearOf } from "../../../time/months.js";
import type { Fact } from "../fact.js";

/** What kind of source states a figure, and who publishes it. */
export type Origin = readonly [type: SourceType, publisher: string];

/** A run of months as it is stored: what all or most of its figures have in common is said once. */
export interface StoredRun {
  /** The month of the first value. */
  first: string;
  /** The value of each month; null where none is stated, or not plainly. */
  values: (number | null)[];
  countedBy: Counting | null;
  /** Where a figure does not speak from the last day of its month, by place. */
  days?: Record<string, string>;
  /** The origins, and of which each figure is where that is not the first, by place. */
  origins: Origin[];
  originOf?: Record<string, number>;
  /** The figures that are not plain, as they are, each with its origin. */
  others?: [fact: OtherFact, origin: Origin][];
}

/** A fact but for what it shares with its series. */
type OtherFact = Omit<
  Fact,
  "regionCode" | "indicatorCode" | "categoryCode" | "valueStatus" | "kind" | "sourceType"
>;

/** Series shorter than this are read as they are, and those of which a larger share is not plain. */
const LEAST_FIGURES = 24;
const MOST_OTHERS = 0.2;

/**
 * The run that figures of one indicator, status, category and region are; null when they are none. No figure may be that
 * of one payer or programme: then each stands for itself, or for its rivals, and of those that are plain (exact, of one
 * month, one for each, counted alike, without rivals) the last alone tells what is known last of them.
 */
export function runOf(
  facts: readonly Fact[],
  originOf: (slug: string) => Origin | undefined,
): StoredRun | null {
  if (facts.length < LEAST_FIGURES || !facts.every(isWhole)) return null;
  const inOrder = [...facts].sort((one, other) => compare(one.periodStart, other.periodStart));
  const first = inOrder.find((fact) => isPlain(fact));
  if (!first) return null;
  const run: StoredRun = {
    first: first.periodStart.slice(0, 7),
    values: [],
    countedBy: first.countedBy,
    origins: [],
  };
  const origins = new Map<string, number>();
  const others: [OtherFact, Origin][] = [];
  let last = "";
  for (const fact of inOrder) {
    const { periodStart, periodEnd, effectiveOn, value } = fact;
    const origin = originOf(fact.sourceSlug);
    if (!origin) return null;
    const place = placeOf(run.first, periodStart);
    // Of two of one month, or where the later does not speak later, the place does not tell which is the last.
    const isLater = place >= run.values.length && effectiveOn > last;
    if (!isLater || !isPlain(fact) || fact.countedBy !== run.countedBy) {
      others.push([otherOf(fact), origin]);
      continue;
    }
    last = effectiveOn;
    while (run.values.length < place) run.values.push(null);
    run.values.push(value);
    if (effectiveOn !== periodEnd) (run.days ??= {})[place] = effectiveOn;
    const number = numberOf(origin, run.origins, origins);
    if (number > 0) (run.originOf ??= {})[place] = number;
  }
  if (others.length > facts.length * MOST_OTHERS) return null;
  return others.length > 0 ? { ...run, others } : run;
}

const isWhole = (fact: Fact): boolean =>
  KINDS[fact.kind].overTime === "LAST" && !isOfOnePayer(fact) && !isOfProgrammes(fact);

const isPlain = (fact: Fact): boolean =>
  fact.qualifier === "EXACT" &&
  fact.value !== null &&
  fact.lowerBound === null &&
  fact.upperBound === null &&
  fact.funding === null &&
  !fact.areaDiffers &&
  fact.rivalSet === null &&
  fact.effectiveFrom === fact.effectiveOn &&
  fact.periodPrecision === "MONTH" &&
  fact.periodStart.slice(0, 7) === fact.periodEnd.slice(0, 7) &&
  fact.periodEnd === lastDayOfMonth(fact.periodStart);

const SHARED = ["regionCode", "indicatorCode", "categoryCode", "valueStatus", "kind", "sourceType"];

const otherOf = (fact: Fact): OtherFact =>
  Object.fromEntries(Object.entries(fact).filter(([name]) => !SHARED.includes(name))) as unknown as OtherFact;

/** The origin of the figure at a place of a run. */
export function originAt({ origins, originOf }: StoredRun, place: number): Origin {
  const origin = origins[originOf?.[place] ?? 0];
  if (!origin) throw new Error("A figure of a run has no origin");
  return origin;
}

function numberOf(origin: Origin, origins: Origin[], known: Map<string, number>): number {
  const key = origin.join("\u0000");
  let number = known.get(key);
  if (number === undefined) {
    known.set(key, (number = origins.length));
    origins.push(origin);
  }
  return number;
}

const monthOf = (day: string): number => yearOf(day) * 12 + Number(day.slice(5, 7)) - 1;
const placeOf = (first: string, day: string): number => monthOf(day) - monthOf(first);

const lastDays = new Map<string, string>();

/** The last day of the month of a day, which is written as the month begins or in full. */
export function lastDayOfMonth(day: string): string {
  const month = day.slice(0, 7);
  let last = lastDays.get(month);
  // The 31st, or the last day of a shorter month.
  if (last === undefined)
    lastDays.set(month, (last = monthsAfter(`${month.slice(0, 4)}-01-31`, Number(month.slice(5)) - 1)));
  return last;
}

/** The months of a run, in order. */
export function monthsOf({ first, values }: Pick<StoredRun, "first" | "values">): string[] {
  const begin = monthOf(first);
  return values.map((_, place) => {
    const month = begin + place;
    return `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
  });
}
