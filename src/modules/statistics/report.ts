import { madeOnce, those } from "../../collections.js";
import { Counting, type ValueStatus } from "../observations/observation.entity.js";
import type { Fact } from "./fact.js";
import { regionValue } from "./region-value.js";
import type { FactsOf, Question, RegionValue } from "./region-value.type.js";
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
  const told = [...used, ...spanning, ...facts.unmeant.filter(isUsable)];
  if (told.length === 0) return null;
  return {
    values,
    spanning: spanning.length,
    statuses: [...new Set(told.map(({ valueStatus }) => valueStatus))].sort(),
  };
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
