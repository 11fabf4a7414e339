import type { Tables } from "../support/graph.js";
import { observation, source } from "../support/rows.js";

const REGIONS = ["ID", "11", "15", "33", "15.71", "33.22", "33.71", "33.74"];
const YEARS = ["2021", "2022", "2023", "2024", "2026"];
const CATEGORIES = ["", "VULNERABLE", "BPU"];
const SOURCES = ["upgrade-office", "upgrade-press"];

/**
 * What is imported beside the data, by two imports: figures of two sources that rival each other, of which the second
 * import corrects some, and cohorts of which they say different things.
 */
export const imported = (step: 1 | 2): Tables => ({
  sources: [
    source("upgrade-office", { type: "DATASET" }),
    source("upgrade-press", { published_on: "2025-02" }),
  ],
  employers: [
    {
      id: "upgrade-employer",
      name: "PT Percontohan",
      kind: "PRIVATE",
      size: "MEDIUM",
      region_code: "15.71",
      workers: 80,
      enrolled_workers: step === 1 ? 40 : 60,
      source_id: "upgrade-office",
    },
  ],
  worker_cohorts: SOURCES.map((source_id, index) => ({
    region_code: "15.71",
    category_code: "MARBOT",
    status: index + step === 1 ? "PLANNED" : "ENROLLED",
    programmes: "JKK",
    source_id,
  })),
  observations: REGIONS.flatMap((region_code, place) =>
    CATEGORIES.flatMap((category_code, kind) =>
      YEARS.flatMap((period_start, year) =>
        SOURCES.flatMap((source_id, said) => {
          const about = { region_code, category_code, period_start, source_id };
          const isCorrected = step === 2 && (place + kind + year + said) % 4 === 0;
          const workers = 1_000 * (place + 1) + 100 * kind + 10 * year + said + (isCorrected ? 5 : 0);
          return [
            observation({ ...about, value: workers }),
            observation({ ...about, indicator: "POTENTIAL_WORKERS", value: 3 * workers }),
            observation({ ...about, indicator: "COVERAGE_RATE", value: said === 0 ? 0.33 : 0.4 }),
          ];
        }),
      ),
    ),
  ),
});

/** Operations beside the examples: all that is derived, and what was known between the two imports. */
export const OPERATIONS = [
  `{ regions(first: 500) { nodes { code coverage { period { start } rate { value published consistent conflict { rule } }
    protectedWorkers { value alternatives { value } conflict { kind rule spread } } potentialWorkers { value } rollUp { rate } } } } }`,
  `{ regions(first: 50, orderBy: [{ field: COVERAGE_RATE, direction: DESC }]) { nodes { code } } }`,
  `{ statistics(indicators: ["PROTECTED_WORKERS", "POTENTIAL_WORKERS", "COVERAGE_RATE"], groupBy: [PROVINCE, YEAR], first: 500)
    { rows { province { code } year cells { value reportingRegions omittedRegions } } } }`,
  `{ workerCohorts(first: 300) { nodes { region { code } category { code } status programmes } } }`,
  `{ conflicts(first: 200) { totalCount nodes { region { code } kind rule spread resolved } } }`,
  `{ employers(first: 50) { nodes { name enrolledWorkers enrolmentRate } } }`,
  `query ($asOf: DateTime!) { region(code: "15.71") {
    coverage(asOf: $asOf) { rate { value } protectedWorkers { value alternatives { value } } }
    vulnerable: coverage(asOf: $asOf, category: "VULNERABLE") { rate { value } }
    observations(asOf: $asOf, first: 100) { totalCount nodes { value recordedAt supersededAt } } } }`,
  `query ($asOf: DateTime!) { observations(asOf: $asOf, first: 200) { totalCount nodes { value indicator { code } } } }`,
];
