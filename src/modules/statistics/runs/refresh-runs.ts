import type { EntityManager } from "typeorm";
import { groupBy } from "../../../collections.js";
import { allOf, oneOf, run, sql } from "../../../database/statement.js";
import { insertRows, type Values } from "../../../database/write-rows.js";
import type { Fact } from "../fact.js";
import { NO_CATEGORY } from "../series/statistic-series.entity.js";
import { MonthlyRun } from "../../figures/monthly-run.entity.js";
import type { Origin } from "../../figures/monthly-run.rules.js";
import { runOf } from "./run-of.js";

/** The rows of runs that facts make, of those of some indicators. */
export function runsOf(
  facts: readonly Fact[],
  indicatorCodes: ReadonlySet<string>,
  originOf: (slug: string) => Origin | undefined,
): Values[] {
  const each = groupBy(
    facts.filter(({ indicatorCode }) => indicatorCodes.has(indicatorCode)),
    ({ regionCode, indicatorCode, valueStatus, categoryCode }) =>
      `${regionCode} ${indicatorCode} ${valueStatus} ${categoryCode ?? ""}`,
  );
  return [...each.values()].flatMap((own): Values[] => {
    const row = rowOf(own, originOf);
    return row ? [row] : [];
  });
}

/** Writes the runs of some regions and indicators over those stored. */
export async function replaceRuns(
  manager: EntityManager,
  regionCodes: readonly string[],
  indicatorCodes: readonly string[],
  runs: readonly Values[],
): Promise<void> {
  await run(
    manager,
    "statistics.deleteRuns",
    sql`DELETE FROM statistic_runs
      WHERE ${allOf([oneOf(sql`region_code`, regionCodes), oneOf(sql`indicator_code`, indicatorCodes)])}`,
  );
  await insertRows(manager, MonthlyRun, runs);
}

function rowOf(facts: readonly Fact[], originOf: (slug: string) => Origin | undefined): Values | null {
  const [first] = facts;
  const stored = runOf(facts, originOf);
  if (!first || !stored) return null;
  const { indicatorCode, valueStatus, categoryCode, regionCode } = first;
  return {
    indicatorCode,
    valueStatus,
    cohort: categoryCode ?? NO_CATEGORY,
    regionCode,
    figures: facts.length,
    run: JSON.stringify(stored),
  };
}
