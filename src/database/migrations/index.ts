import { Initial1763600000000 } from "./1763600000000-initial.js";
import { CurrentStatements1763640000000 } from "./1763640000000-current-statements.js";
import { LatestCoverages1763680000000 } from "./1763680000000-latest-coverages.js";
import { DatasetRules1763760000000 } from "./1763760000000-dataset-rules.js";
import { IndicatorParts1764380000000 } from "./1764380000000-indicator-parts.js";
import { ComparableFigures1764460000000 } from "./1764460000000-comparable-figures.js";
import { ConflictsOfKinds1764460100000 } from "./1764460100000-conflicts-of-kinds.js";
import { ComparableCoverage1764480000000 } from "./1764480000000-comparable-coverage.js";
import { StatisticCells1764490000000 } from "./1764490000000-statistic-cells.js";
import { PartialDates1764500000000 } from "./1764500000000-partial-dates.js";
import { Partners1764510000000 } from "./1764510000000-partners.js";
import { EmployerReturns1764520000000 } from "./1764520000000-employer-returns.js";
import { OrderOfConflicts1764530000000 } from "./1764530000000-order-of-conflicts.js";
import { ContextAndAreas1764535000000 } from "./1764535000000-context-and-areas.js";
import { Embargo1764540000000 } from "./1764540000000-embargo.js";
import { PartnerUsage1764550000000 } from "./1764550000000-partner-usage.js";
import { Compliance1764560000000 } from "./1764560000000-compliance.js";
import { IndonesianDefinitions1764570000000 } from "./1764570000000-indonesian-definitions.js";
import { AreasOfReturns1764600000000 } from "./1764600000000-areas-of-returns.js";
import { Loads1764610000000 } from "./1764610000000-loads.js";
import { CoverageSteps1764620000000 } from "./1764620000000-coverage-steps.js";
import { StatisticRuns1764620100000 } from "./1764620100000-statistic-runs.js";
import { SearchIndex1764630000000 } from "./1764630000000-search-index.js";
import { Submissions1764640000000 } from "./1764640000000-submissions.js";
import { FigureChanges1764650000000 } from "./1764650000000-figure-changes.js";
import { Webhooks1764650100000 } from "./1764650100000-webhooks.js";
import { TakenBack1764660000000 } from "./1764660000000-taken-back.js";
import { SupersededInIndexes1764690000000 } from "./1764690000000-superseded-in-indexes.js";
import { SupersededOfCohorts1764720000000 } from "./1764720000000-superseded-of-cohorts.js";
import { ProvincesOfEmployers1764720100000 } from "./1764720100000-provinces-of-employers.js";
import { ObservationTallies1764730000000 } from "./1764730000000-observation-tallies.js";
import { EndsOfSteps1764740000000 } from "./1764740000000-ends-of-steps.js";

/** Every migration, oldest first. A list rather than the folder's files: builds leave deleted files in `dist/`. */
export const migrations = [
  Initial1763600000000,
  CurrentStatements1763640000000,
  LatestCoverages1763680000000,
  DatasetRules1763760000000,
  IndicatorParts1764380000000,
  ComparableFigures1764460000000,
  ConflictsOfKinds1764460100000,
  ComparableCoverage1764480000000,
  StatisticCells1764490000000,
  PartialDates1764500000000,
  Partners1764510000000,
  EmployerReturns1764520000000,
  OrderOfConflicts1764530000000,
  ContextAndAreas1764535000000,
  Embargo1764540000000,
  PartnerUsage1764550000000,
  Compliance1764560000000,
  IndonesianDefinitions1764570000000,
  AreasOfReturns1764600000000,
  Loads1764610000000,
  CoverageSteps1764620000000,
  StatisticRuns1764620100000,
  SearchIndex1764630000000,
  Submissions1764640000000,
  FigureChanges1764650000000,
  Webhooks1764650100000,
  TakenBack1764660000000,
  SupersededInIndexes1764690000000,
  SupersededOfCohorts1764720000000,
  ProvincesOfEmployers1764720100000,
  ObservationTallies1764730000000,
  EndsOfSteps1764740000000,
];
