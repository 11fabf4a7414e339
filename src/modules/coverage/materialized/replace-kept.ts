import type { EntityManager } from "typeorm";
import { oneOf, run, sql } from "../../../database/statement.js";
import { insertRows, type Values } from "../../../database/write-rows.js";
import type { ChangeSet } from "../../../package/change-set.js";
import { DECISIVE_SEGMENTS } from "../../figures/segments.rules.js";
import type { Observation } from "../../observations/observation.entity.js";
import { CHANGED_SERIES } from "../../observations/series.changes.js";
import { CHANGED_REGIONS } from "../../regions/region.package.js";
import { coverageIndicators, POTENTIAL } from "../coverage.js";
import { CoverageStep } from "./coverage-step.entity.js";
import { CoveragePoint } from "./coverage-point.entity.js";
import { coveragePoints, coverageSteps } from "./coverage-steps.js";

const INDICATORS = coverageIndicators(POTENTIAL);
/** Whose statements decide the coverage of all workers. */
export const DECISIVE: readonly (string | null)[] = [null, ...DECISIVE_SEGMENTS];

/** The regions of which a statement that decides their coverage has changed, or that have changed themselves. */
export function regionsToStep(changes: ChangeSet): Set<string> {
  const regions = new Set(changes.of(CHANGED_REGIONS));
  for (const { regionCode, categoryCode, indicatorCode } of changes.of(CHANGED_SERIES))
    if (DECISIVE.includes(categoryCode) && INDICATORS.includes(indicatorCode)) regions.add(regionCode);
  return regions;
}

/** The rows of one region: its coverage on every day, and its history as it is told on one. */
interface Kept {
  steps: Values[];
  points: Values[];
}

/** The rows of a region, of all its statements of each category. */
export function keptRows(
  code: string,
  ofCategory: (categoryCode: string | null) => readonly Observation[],
  day: string,
): Kept {
  const statements = DECISIVE.flatMap(ofCategory).filter(({ indicatorCode }) =>
    INDICATORS.includes(indicatorCode),
  );
  return { steps: coverageSteps(code, statements), points: coveragePoints(code, statements, day) };
}

/** Writes the rows of some regions over those stored. */
export async function replaceKept(
  manager: EntityManager,
  codes: readonly string[],
  rows: readonly Kept[],
): Promise<void> {
  if (codes.length === 0) return;
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
