import { groupBy } from "../../../collections.js";
import { signalOf, type Database } from "../../../database/statement.js";
import { filterToSql } from "../../../graph/declare/filter-sql.js";
import { Observation } from "../../observations/observation.entity.js";
import type { Fact } from "../fact.js";
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
import { decisiveFacts, type KeptRun } from "./decisive-facts.js";
import { runsQueryOf, type RunsQuery } from "./runs-query.js";
import { countFigures, listRuns, originsIn, type RunRow } from "./runs.queries.js";

/** So many facts, or such a part of what runs have, take no longer to read than the runs. */
const FEW = 2_000;
const FEW_OF = 0.02;

/**
 * The facts that a table is computed from: of plain runs of months only those that decide it, and all of everything
 * else. Throws QUERY_TOO_LARGE where the table is of more than MAX_FACTS facts, before it reads them if it can.
 */
export async function readFacts(
  db: Database,
  asked: StatisticsQuery,
  selection: FactSelection,
): Promise<Fact[]> {
  const { asOf } = selection;
  const query = runsQueryOf(asked);
  if (!query) return listFacts(db, selection);
  if (asOf !== null) {
    // As many may have stood then.
    if ((await countFigures(db, query)) > MAX_FACTS)
      checkCount(await countStatementsAsOf(db, selection, asOf));
    return listFacts(db, selection);
  }
  // Throws for what a statement of single facts would refuse.
  if (query.isMeant && asked.filter) filterToSql(db, Observation, "t", asked.filter);
  if (query.isMeant) {
    // An index may lead to a few of very many.
    const most = Math.min(FEW, Math.floor((await countFigures(db, query)) * FEW_OF));
    const few = await factsUpTo(db, selection, most);
    if (few) return few;
  } else if (query.cohorts?.length !== 1 && !query.isBounded) checkCount(await countFigures(db, query));
  const { kept, regions } = divided(await listRuns(db, query), query, selection);
  if (kept.length === 0) return listFacts(db, selection);
  const origins = query.sourceFilter && (await originsIn(db, query.sourceFilter));
  const { facts, count } = await decisiveFacts(kept, {
    query,
    dimensions: asked.dimensions,
    latest: asked.latest,
    origins,
    kindOf: (code) => asked.indicators.find((indicator) => indicator.code === code)?.kind ?? "STOCK",
    signal: signalOf(db),
  });
  if (regions.length === 0) return facts;
  const others = await listFacts(db, { ...selection, regions }, MAX_FACTS - count);
  return [...facts, ...others];
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
