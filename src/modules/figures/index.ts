import { MonthlyRun } from "./monthly-run.entity.js";

/** What statements say of one region and category: the figures and rates that coverage and statistics both show. */
export const figuresModule = { entities: [MonthlyRun], packages: [], refreshes: [], resolvers: [] };
