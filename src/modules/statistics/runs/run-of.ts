import { isOfOnePayer, isOfProgrammes } from "../../observations/payers.rules.js";
import { KINDS } from "../../observations/indicator-kind.rules.js";
import { compare } from "../../../collections.js";
import {
  lastDayOfMonth,
  originKey,
  placeOf,
  type Origin,
  type StoredRun,
} from "../../figures/monthly-run.rules.js";
import type { Fact } from "../fact.js";

/** A fact but for what it shares with its series. */
export type OtherFact = Omit<
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
): StoredRun<OtherFact> | null {
  if (facts.length < LEAST_FIGURES || !facts.every(isWhole)) return null;
  const inOrder = [...facts].sort((one, other) => compare(one.periodStart, other.periodStart));
  const first = inOrder.find((fact) => isPlain(fact));
  if (!first) return null;
  const run: StoredRun<OtherFact> = {
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

function numberOf(origin: Origin, origins: Origin[], known: Map<string, number>): number {
  const key = originKey(origin);
  let number = known.get(key);
  if (number === undefined) {
    known.set(key, (number = origins.length));
    origins.push(origin);
  }
  return number;
}
