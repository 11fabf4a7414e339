import type { EntityManager } from "typeorm";
import { batches, getOrMake, groupBy } from "../../../collections.js";
import { BATCH } from "../../../database/write-rows.js";
import { id, oneOf, run, sql } from "../../../database/statement.js";
import type { ChangeSet, Refresh } from "../../../package/change-set.js";
import { dayBefore, today } from "../../../time/today.js";
import { inPipeline } from "../../../time/pipeline.js";
import { mapInTurns } from "../../../time/turn.js";
import type { Observation } from "../../observations/observation.entity.js";
import { observationsByGroup, type Group } from "../../observations/observation.queries.js";
import { regionPortions } from "../../observations/region-portions.queries.js";
import { CHANGED_SERIES } from "../../observations/series.changes.js";
import { currentOf, isUsable, LATEST_INDICATORS } from "./current.js";

const CURRENT = id("current");

/** Marks the statements of each changed region and category that latest answers rest on, today or later. */
async function refreshCurrent(manager: EntityManager, changes: ChangeSet): Promise<void> {
  // A server may date by a clock a little behind this one.
  const from = dayBefore(today());
  const regions = new Map<string, Set<string | null>>();
  for (const { regionCode, categoryCode, indicatorCode } of changes.of(CHANGED_SERIES))
    if (LATEST_INDICATORS.includes(indicatorCode))
      getOrMake(regions, regionCode, () => new Set()).add(categoryCode);
  const portions = await regionPortions(manager, [...regions.keys()]);
  const groupsIn = (codes: readonly string[]): Group[] =>
    codes.flatMap((regionCode) =>
      [...(regions.get(regionCode) ?? [])].map((categoryCode) => ({ regionCode, categoryCode })),
    );
  await inPipeline(portions.map(groupsIn), {
    read: (groups) => observationsByGroup(manager, groups, ALL),
    // A server that loads what was accepted answers meanwhile.
    make: (all, groups) =>
      mapInTurns(groups, (group, index) => changesOf(group, all[index] ?? [], from), null),
    write: async (changes) => {
      for (const current of [true, false]) {
        const changed = changes.flatMap((change) => change.get(current) ?? []);
        await setCurrent(
          manager,
          changed.map(({ rowId }) => rowId),
          current,
        );
      }
    },
  });
}

const ALL = { indicatorCodes: LATEST_INDICATORS, on: "9999-12-31", asOf: null, currentOnly: false };

/** Which statements latest answers rest on. */
export const currentRefresh: Refresh = {
  forget: [sql`UPDATE observations SET ${CURRENT} = 0 WHERE ${CURRENT} = 1`],
  run: refreshCurrent,
};

// The statements of a group that are to be marked otherwise than they are.
function changesOf(
  group: Group,
  observations: readonly Observation[],
  from: string,
): Map<boolean, Observation[]> {
  const is = new Set(currentOf(group, observations.filter(isUsable), from));
  const changed = observations.filter((observation) => observation.current !== is.has(observation));
  return groupBy(changed, (observation) => is.has(observation));
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
