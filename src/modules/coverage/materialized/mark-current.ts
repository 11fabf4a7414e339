import type { EntityManager } from "typeorm";
import { batches, getOrMake, groupBy } from "../../../collections.js";
import { BATCH } from "../../../database/write-rows.js";
import { id, oneOf, run, sql } from "../../../database/statement.js";
import type { ChangeSet } from "../../../package/change-set.js";
import type { Observation } from "../../observations/observation.entity.js";
import type { Group } from "../../observations/observation.queries.js";
import { CHANGED_SERIES } from "../../observations/series.changes.js";
import { currentOf, isUsable, LATEST_INDICATORS } from "./current.js";

export const CURRENT = id("current");

/** The categories of each region of which a statement that latest answers may rest on has changed. */
export function changedCategories(changes: ChangeSet): Map<string, Set<string | null>> {
  const regions = new Map<string, Set<string | null>>();
  for (const { regionCode, categoryCode, indicatorCode } of changes.of(CHANGED_SERIES))
    if (LATEST_INDICATORS.includes(indicatorCode))
      getOrMake(regions, regionCode, () => new Set()).add(categoryCode);
  return regions;
}

/** What is to become of the statements of a group that are to be marked otherwise than they are. */
export type Marked = Map<boolean, Observation[]>;

/** Which statements of a group latest answers rest on, from a day on, where that is not what is stored. */
export function marksOf(group: Group, observations: readonly Observation[], from: string): Marked {
  const is = new Set(currentOf(group, observations.filter(isUsable), from));
  const changed = observations.filter((observation) => observation.current !== is.has(observation));
  return groupBy(changed, (observation) => is.has(observation));
}

/** Stores which statements latest answers rest on. */
export async function writeMarks(manager: EntityManager, marked: readonly Marked[]): Promise<void> {
  for (const current of [true, false]) {
    const changed = marked.flatMap((marks) => marks.get(current) ?? []);
    await setCurrent(
      manager,
      changed.map(({ rowId }) => rowId),
      current,
    );
  }
}

async function setCurrent(
  manager: EntityManager,
  rowIds: readonly number[],
  current: boolean,
): Promise<void> {
  for (const some of batches(rowIds, BATCH)) {
    await run(
      manager,
      "coverage.setCurrent",
      sql`UPDATE observations SET ${CURRENT} = ${current} WHERE ${oneOf(sql`id`, some)}`,
    );
  }
}
