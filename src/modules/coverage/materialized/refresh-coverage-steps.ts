import type { EntityManager } from "typeorm";
import { oneOf, run, sql } from "../../../database/statement.js";
import { insertRows, type Values } from "../../../database/write-rows.js";
import type { ChangeSet, Refresh } from "../../../package/change-set.js";
import { today } from "../../../time/today.js";
import { inPipeline } from "../../../time/pipeline.js";
import { mapInTurns } from "../../../time/turn.js";
import { DECISIVE_SEGMENTS } from "../../figures/segments.rules.js";
import type { Observation } from "../../observations/observation.entity.js";
import { observationsByGroup } from "../../observations/observation.queries.js";
import { regionPortions } from "../../observations/region-portions.queries.js";
import { CHANGED_SERIES } from "../../observations/series.changes.js";
import { CHANGED_REGIONS } from "../../regions/region.package.js";
import { coverageIndicators, POTENTIAL } from "../coverage.js";
import { CoverageStep } from "./coverage-step.entity.js";
import { CoveragePoint } from "./coverage-point.entity.js";
import { coveragePoints, coverageSteps } from "./coverage-steps.js";

const INDICATORS = coverageIndicators(POTENTIAL);
/** Whose statements decide the coverage of all workers. */
const DECISIVE = [null, ...DECISIVE_SEGMENTS];
const LAST_DAY = "9999-12-31";

/** Makes the coverage of every day, and its history as it is told today, anew for each region of which a statement has changed. */
async function refreshCoverageSteps(manager: EntityManager, changes: ChangeSet): Promise<void> {
  const regions = new Set(changes.of(CHANGED_REGIONS));
  for (const { regionCode, categoryCode, indicatorCode } of changes.of(CHANGED_SERIES))
    if (DECISIVE.includes(categoryCode) && INDICATORS.includes(indicatorCode)) regions.add(regionCode);
  const day = today();
  await inPipeline(await regionPortions(manager, [...regions]), {
    read: (codes) => statementsOf(manager, codes),
    // A server that loads what was accepted answers meanwhile.
    make: (statements, codes) =>
      mapInTurns(codes, (code, index) => rowsOf(code, statements[index] ?? [], day), null),
    write: (rows, codes) => replaceRows(manager, codes, rows),
  });
}

/** All statements that decide the coverage of each region. */
async function statementsOf(manager: EntityManager, codes: readonly string[]): Promise<Observation[][]> {
  const groups = codes.flatMap((regionCode) =>
    DECISIVE.map((categoryCode) => ({ regionCode, categoryCode })),
  );
  const wanted = { indicatorCodes: INDICATORS, on: LAST_DAY, asOf: null, currentOnly: false };
  const found = await observationsByGroup(manager, groups, wanted);
  return codes.map((_, index) => found.slice(index * DECISIVE.length, (index + 1) * DECISIVE.length).flat());
}

/** The rows of one region. */
interface Kept {
  steps: Values[];
  points: Values[];
}

const rowsOf = (code: string, statements: readonly Observation[], day: string): Kept => ({
  steps: coverageSteps(code, statements),
  points: coveragePoints(code, statements, day),
});

async function replaceRows(
  manager: EntityManager,
  codes: readonly string[],
  rows: readonly Kept[],
): Promise<void> {
  for (const [entity, table, kept] of [
    [CoverageStep, sql`coverage_steps`, rows.flatMap(({ steps }) => steps)],
    [CoveragePoint, sql`coverage_points`, rows.flatMap(({ points }) => points)],
  ] as const) {
    await run(
      manager,
      "coverage.deleteKept",
      sql`DELETE FROM ${table} WHERE ${oneOf(sql`region_code`, codes)}`,
    );
    await insertRows(manager, entity, kept);
  }
}

/** The coverage of regions on every day. */
export const coverageStepsRefresh: Refresh = {
  forget: [sql`DELETE FROM coverage_steps`, sql`DELETE FROM coverage_points`],
  run: refreshCoverageSteps,
};
