import { groupBy } from "../../../collections.js";
import { signalOf, type Database } from "../../../database/statement.js";
import { filterToSql } from "../../../graph/declare/filter-sql.js";
import { Observation } from "../../observations/observation.entity.js";
import { addFacts } from "../aggregate.js";
import type { Grouping } from "../grouping.js";
import { unitOf } from "../moment.js";
import type { Place } from "../region-tree.js";
import { NO_CATEGORY } from "../series/statistic-series.entity.js";
import {
  checkCount,
  countStatementsAsOf,
  factsUpTo,
  listFacts,
  MAX_FACTS,
  type FactSelection,
} from "../statistics.queries.js";
import type { StatisticsQuery } from "../statistics-query.js";
import { groupRuns } from "./group-runs.js";
import type { KeptRun } from "./run-facts.js";
import { runsQueryOf, type RunsQuery } from "./runs-query.js";
import { countFigures, listRuns, originsIn, type RunRow } from "./runs.queries.js";

/** So many facts, or such a part of what runs have, take no longer to read than the runs. */
const FEW = 2_000;
const FEW_OF = 0.02;

/** Where what a table is computed from is added. */
export interface Into {
  grouping: Grouping;
  /** Reads the regions that are meant. */
  places: () => Promise<readonly Place[]>;
}

/**
 * Adds what a table is computed from: of plain runs of months only what decides it, and all facts of everything else.
 * Throws QUERY_TOO_LARGE where the table is of more than MAX_FACTS facts, before it reads them if it can.
 */
export async function readFacts(
  db: Database,
  asked: StatisticsQuery,
  selection: FactSelection,
  { grouping, places }: Into,
): Promise<void> {
  const { asOf } = selection;
  const query = await runsQueryOf(db, asked);
  const addAll = async (): Promise<void> => addFacts(grouping, await listFacts(db, selection), signalOf(db));
  if (!query) return addAll();
  if (asOf !== null) {
    // As many may have stood then.
    if ((await countFigures(db, query)) > MAX_FACTS)
      checkCount(await countStatementsAsOf(db, selection, asOf));
    return addAll();
  }
  // Throws for what a statement of single facts would refuse.
  if (query.isMeant && asked.filter) filterToSql(db, Observation, "t", asked.filter);
  if (query.isMeant && !query.areAllMeant) {
    // An index may lead to a few of very many.
    const most = Math.min(FEW, Math.floor((await countFigures(db, query)) * FEW_OF));
    const few = await factsUpTo(db, selection, most);
    if (few) return addFacts(grouping, few, signalOf(db));
  } else if (query.cohorts?.length !== 1 && !query.isBounded) checkCount(await countFigures(db, query));
  const { kept, regions } = divided(await listRuns(db, query), query, selection);
  if (kept.length === 0) return addAll();
  const origins = query.sourceFilter && (await originsIn(db, query.sourceFilter));
  const changed = new Set(
    (await places()).flatMap(({ code, areaSince }) => (areaSince === null ? [] : [code])),
  );
  const count = await groupRuns(kept, grouping, {
    query,
    origins,
    kindOf: (code) => asked.indicators.find((indicator) => indicator.code === code)?.kind ?? "STOCK",
    unit: unitOf(asked.dimensions),
    isUnchanged: (code) => !changed.has(code),
    signal: signalOf(db),
  });
  if (regions.length === 0) return;
  const others = await listFacts(db, { ...selection, regions }, MAX_FACTS - count);
  await addFacts(grouping, others, signalOf(db));
}

// The runs that are read in place of their figures, and the regions whose figures are read.
function divided(
  rows: readonly RunRow[],
  { cohorts }: RunsQuery,
  { categoryChosen }: FactSelection,
): { kept: KeptRun[]; regions: string[] } {
  const kept: KeptRun[] = [];
  const regions: string[] = [];
  for (const [region, own] of groupBy(rows, ({ regionCode }) => regionCode)) {
    // What is stated of segments may stand in for all workers, of one source and time for all of them.
    const isAlone = categoryChosen || cohorts === null || own.every(({ cohort }) => cohort === NO_CATEGORY);
    if (isAlone && own.every(isKept)) kept.push(...(own as KeptRun[]));
    else regions.push(region);
  }
  return { kept, regions };
}

const isKept = ({ run }: RunRow): boolean => run !== null;
