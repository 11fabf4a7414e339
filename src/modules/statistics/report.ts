import { madeOnce, those } from "../../collections.js";
import { Counting, ValueStatus } from "../observations/observation.entity.js";
import type { Fact } from "./fact.js";
import { regionValue, stockOfOne } from "./region-value.js";
import { NOTHING, type FactsOf, type Question, type RegionValue } from "./region-value.type.js";
import { neededFor, statedBy } from "./statistic-indicator.js";

/** The ways of counting, in the order in which they are preferred. */
export const COUNTINGS = Object.keys(Counting) as Counting[];

/** What one region reports of an indicator in a group. */
export interface Report {
  /** By where workers are counted; what does not say belongs to both. */
  values: Readonly<Record<Counting, RegionValue | null>>;
  /** How many of its figures are about several years or months, and belong to none. */
  spanning: number;
  /** The statuses of its figures, whether they are meant or not. */
  statuses: readonly ValueStatus[];
}

/** Facts about one region that a report is made of. */
export interface ReportedFacts {
  /** Those of a group, and those of any time, which they may be divided by or weighted with. */
  group: FactsOf;
  everywhere: FactsOf;
  /** Those of the indicator that span several groups, and those of a status that is not meant. */
  spanning: readonly Fact[];
  unmeant: readonly Fact[];
}

/** What one region reports in a group of facts; null when that is nothing. */
export function reportOf(facts: ReportedFacts, question: Question): Report | null {
  const { indicator, oneCategory } = question;
  const values = valuesOf(facts, question);
  const isUsable = ({ categoryCode }: Fact): boolean => oneCategory || categoryCode === null;
  const spanning = facts.spanning.filter(isUsable);
  const own = facts.group(indicator.code);
  const used = values.RESIDENCE || values.WORKPLACE ? usedIn(facts, question) : own.filter(isUsable);
  const statuses = statusesOf([used, spanning, facts.unmeant.filter(isUsable)]);
  return statuses.length === 0 ? null : { values, spanning: spanning.length, statuses };
}

/**
 * What a region reports of a group in which there is one exact figure of a stock, of all payers, that holds for its present
 * territory: as `reportOf` makes it of that.
 */
export function reportOfOne(
  value: number,
  { countedBy, valueStatus }: Pick<Fact, "countedBy" | "valueStatus">,
  isTooOld: boolean,
): Report {
  const told = isTooOld ? TOO_OLD : stockOfOne(value, countedBy);
  const values = {
    RESIDENCE: countedBy === "WORKPLACE" ? null : told,
    WORKPLACE: countedBy === "RESIDENCE" ? null : told,
  };
  return { values, spanning: 0, statuses: ONLY[valueStatus] };
}

const TOO_OLD: RegionValue = { ...NOTHING, isStale: true };

const STATUSES = Object.keys(ValueStatus) as ValueStatus[];
const ONLY = Object.fromEntries(STATUSES.map((status) => [status, [status]])) as unknown as Readonly<
  Record<ValueStatus, readonly ValueStatus[]>
>;

// Most reports are of one status.
function statusesOf(lists: readonly (readonly Fact[])[]): readonly ValueStatus[] {
  let found: readonly ValueStatus[] = [];
  for (const facts of lists)
    for (const { valueStatus } of facts)
      if (!found.includes(valueStatus))
        found = found.length === 0 ? ONLY[valueStatus] : [...found, valueStatus].sort();
  return found;
}

function usedIn({ group }: ReportedFacts, { indicator }: Question): readonly Fact[] {
  const own = group(indicator.code);
  return own.length > 0 ? own : statedBy(indicator).flatMap(group);
}

const statesCounting = ({ countedBy }: Fact): boolean => countedBy !== null;

// All facts about a region are asked for each year or month.
const anyStatesCounting = madeOnce((facts: readonly Fact[]) => facts.some(statesCounting));

function valuesOf({ group, everywhere }: ReportedFacts, question: Question): Report["values"] {
  const isStated = neededFor(question.indicator).some(
    (code) => group(code).some(statesCounting) || anyStatesCounting(everywhere(code)),
  );
  if (!isStated) {
    const value = regionValue(group, everywhere, question);
    return { RESIDENCE: value, WORKPLACE: value };
  }
  const of = (counting: Counting): RegionValue | null => {
    const fits = ({ countedBy }: Fact): boolean => countedBy === null || countedBy === counting;
    const isTotalBeside = (fact: Fact): boolean => fact.categoryCode === null && !fits(fact);
    const countedOtherwise = new Set(
      neededFor(question.indicator).filter((code) => group(code).some(isTotalBeside)),
    );
    return regionValue(
      (code) => those(group(code), fits),
      (code) => those(everywhere(code), fits),
      { ...question, countedOtherwise },
    );
  };
  return { RESIDENCE: of("RESIDENCE"), WORKPLACE: of("WORKPLACE") };
}
