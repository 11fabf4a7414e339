import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import type { WorkloadName } from "./options.js";
import type { Codes, Workload } from "./workloads.js";

/** A workload that the floor does not answer: a question that nobody tuned for, and that once took seconds. */
export interface Cliff extends Workload {
  /** Whether it must be refused. */
  isRefused: boolean;
}

type Variables = Record<string, unknown>;

const cliff = (
  name: WorkloadName,
  title: string,
  document: string,
  variables: (random: RandomGenerator, codes: Codes) => Variables = () => ({}),
  isRefused = false,
): Cliff => ({
  name,
  title,
  document,
  request: (random, codes) => ({ variables: variables(random, codes), plain: {} }),
  isRefused,
});

const table = (groupBy: string, filter: string): string => `statistics(
    indicators: ["PROTECTED_WORKERS"], groupBy: [${groupBy}], filter: { ${filter} }
  ) {
    rows { province { code } year month sourceType cells { value observations reportingRegions } }
    totalRows
  }`;

const OF_CATEGORY = "category: { eq: $category }";
const WITHIN = `${OF_CATEGORY} periodEnd: { gte: $from, lte: $to }`;

/** A category, and bounds within years. */
const bounded = (random: RandomGenerator, { categories }: Codes): Variables => ({
  category: pick(random, categories),
  from: `${uniformInt(random, 2013, 2015)}-0${uniformInt(random, 2, 9)}-01`,
  to: `${uniformInt(random, 2022, 2025)}-0${uniformInt(random, 1, 9)}-28`,
});
const ofCategory = (random: RandomGenerator, { categories }: Codes): Variables => ({
  category: pick(random, categories),
});
/** A day for which there are figures of all workers. */
const onDay = (random: RandomGenerator): Variables => ({
  on: `${uniformInt(random, 2024, 2025)}-0${uniformInt(random, 1, 9)}-${uniformInt(random, 10, 28)}`,
});

const BY_CATEGORY = "($category: String!)";
const BY_BOUNDS = "($category: String!, $from: Date!, $to: Date!)";

export const CLIFFS: readonly Cliff[] = [
  cliff(
    "C1",
    "statistics by province and year, with bounds within years",
    `query C1${BY_BOUNDS} { ${table("PROVINCE, YEAR", WITHIN)} }`,
    bounded,
  ),
  cliff(
    "C2",
    "statistics by province as known last within bounds",
    `query C2${BY_BOUNDS} { ${table("PROVINCE", WITHIN)} }`,
    bounded,
  ),
  cliff(
    "C3",
    "statistics by province and month of a year",
    `query C3${BY_BOUNDS} { ${table("PROVINCE, MONTH", WITHIN)} }`,
    (random, codes) => {
      const year = uniformInt(random, 2013, 2025);
      return { ...bounded(random, codes), from: `${year}-01-01`, to: `${year}-12-31` };
    },
  ),
  cliff(
    "C4",
    "statistics by province, year and type of source",
    `query C4${BY_CATEGORY} { ${table("PROVINCE, YEAR, SOURCE_TYPE", OF_CATEGORY)} }`,
    ofCategory,
  ),
  cliff(
    "C5",
    "statistics by province and year of one publisher and qualifier",
    `query C5${BY_CATEGORY} {
      ${table("PROVINCE, YEAR", `${OF_CATEGORY} qualifier: { eq: EXACT } source: { publisher: { eq: "SYNTHETIC publisher" } }`)}
    }`,
    ofCategory,
  ),
  cliff(
    "C6",
    "statistics of all categories by month, which is refused",
    `{ statistics(indicators: ["PROTECTED_WORKERS"], groupBy: [CATEGORY, MONTH]) { totalRows } }`,
    undefined,
    true,
  ),
  cliff(
    "C7",
    "ranking of regencies on a past day",
    `query C7($on: Date!) {
      coverageRanking(level: REGENCY, on: $on, first: 500) { rows { rank region { code } coverage { rate { value } } } }
    }`,
    onDay,
  ),
  cliff(
    "C8",
    "first ten of a ranking of regencies on a past day",
    `query C8($on: Date!) {
      coverageRanking(level: REGENCY, on: $on) { rows { rank region { code name } coverage { rate { value } } } omitted { reason } }
    }`,
    onDay,
  ),
  cliff(
    "C9",
    "ranking of regencies today",
    `{ coverageRanking(level: REGENCY, first: 500) { rows { rank region { code } coverage { rate { value } } } } }`,
  ),
  cliff(
    "C10",
    "coverage of all regencies on a past day",
    `query C10($on: Date!) {
      regions(filter: { level: { eq: REGENCY } }, first: 500) {
        nodes { code coverage(on: $on) { rate { value } protectedWorkers { value } } }
      }
    }`,
    onDay,
  ),
  cliff(
    "C11",
    "38 regions with the history of their coverage",
    `query C11($within: RegionCode!) {
      regions(filter: { within: $within }, first: 38) {
        nodes { code coverageHistory { period { start end } rate { value } protectedWorkers { value } } }
      }
    }`,
    (random, { provinces }) => ({ within: pick(random, provinces).code }),
  ),
];

function pick<T>(random: RandomGenerator, values: readonly T[]): T {
  return values[uniformInt(random, 0, values.length - 1)] as T;
}
