import type { EntityManager } from "typeorm";
import { getOrMake } from "../../../collections.js";
import { sql } from "../../../database/statement.js";
import type { ChangeSet, Refresh } from "../../../package/change-set.js";
import { inPipeline } from "../../../time/pipeline.js";
import { dayBefore, today } from "../../../time/today.js";
import { mapInTurns } from "../../../time/turn.js";
import type { Observation } from "../../observations/observation.entity.js";
import { observationsByGroup, type Group } from "../../observations/observation.queries.js";
import { regionPortions } from "../../observations/region-portions.queries.js";
import { LATEST_INDICATORS } from "./current.js";
import { changedCategories, CURRENT, marksOf, writeMarks } from "./mark-current.js";
import { DECISIVE, keptRows, regionsToStep, replaceKept } from "./replace-kept.js";

const ALL = { indicatorCodes: LATEST_INDICATORS, on: "9999-12-31", asOf: null, currentOnly: false };

/**
 * Marks the statements of each changed region and category that latest answers rest on, today or later, and makes the
 * coverage of every day and its history anew for each region of which a statement has changed. Statements are read once
 * for both, since reading them takes as long as either.
 */
async function refreshRegions(manager: EntityManager, changes: ChangeSet): Promise<void> {
  const day = today();
  // A server may date by a clock a little behind this one.
  const from = dayBefore(day);
  const [changed, stepped] = [changedCategories(changes), regionsToStep(changes)];
  const categoriesOf = (code: string): Set<string | null> =>
    new Set([...(changed.get(code) ?? []), ...(stepped.has(code) ? DECISIVE : [])]);
  const groupsIn = (codes: readonly string[]): Group[] =>
    codes.flatMap((regionCode) =>
      [...categoriesOf(regionCode)].map((categoryCode) => ({ regionCode, categoryCode })),
    );
  await inPipeline(await regionPortions(manager, [...new Set([...changed.keys(), ...stepped])]), {
    read: async (codes) => {
      const groups = groupsIn(codes);
      return byRegion(groups, await observationsByGroup(manager, groups, ALL));
    },
    // A server that loads what was accepted answers meanwhile.
    make: (regions, codes) =>
      mapInTurns(
        codes,
        (code) => {
          const of = (categoryCode: string | null): readonly Observation[] =>
            regions.get(code)?.get(categoryCode) ?? [];
          const marks = [...(changed.get(code) ?? [])].map((categoryCode) =>
            marksOf({ regionCode: code, categoryCode }, of(categoryCode), from),
          );
          return { marks, kept: stepped.has(code) ? keptRows(code, of, day) : null };
        },
        null,
      ),
    write: async (made, codes) => {
      await writeMarks(
        manager,
        made.flatMap(({ marks }) => marks),
      );
      await replaceKept(
        manager,
        codes.filter((code) => stepped.has(code)),
        made.flatMap(({ kept }) => kept ?? []),
      );
    },
  });
}

/** Statements by region and category. */
type ByRegion = Map<string, Map<string | null, Observation[]>>;

function byRegion(groups: readonly Group[], observations: readonly Observation[][]): ByRegion {
  const regions: ByRegion = new Map();
  for (const [index, { regionCode, categoryCode }] of groups.entries())
    getOrMake(regions, regionCode, () => new Map()).set(categoryCode, observations[index] ?? []);
  return regions;
}

/** Which statements latest answers rest on, and the coverage of regions on every day. */
export const regionsRefresh: Refresh = {
  forget: [
    sql`UPDATE observations SET ${CURRENT} = 0 WHERE ${CURRENT} = 1`,
    sql`DELETE FROM coverage_steps`,
    sql`DELETE FROM coverage_points`,
  ],
  run: refreshRegions,
};
