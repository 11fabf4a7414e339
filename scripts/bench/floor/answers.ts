import type { FloorName } from "../options.js";
import { entities, regionWithCoverage } from "./coverage.js";
import type { FloorDatabase } from "./database.js";
import { employers } from "./employers.js";
import { provincesInDepth } from "./provinces.js";
import { regionsWithCohorts } from "./regions.js";
import { statistics } from "./statistics.js";

/** The hand-written answer to each workload, by plain SQL on the floor's tables. */
export const ANSWERS: Record<
  FloorName,
  (db: FloorDatabase, parameters: URLSearchParams) => Promise<unknown>
> = {
  W1: regionWithCoverage,
  W2: regionsWithCohorts,
  W3: provincesInDepth,
  W4: employers,
  W5: statistics,
  W6: entities,
};
