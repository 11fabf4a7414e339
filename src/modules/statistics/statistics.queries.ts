import { getOrMake } from "../../collections.js";
import { queryTooLarge } from "../../errors.js";
import { toldFilter } from "../../graph/declare/told-filter.js";
import {
  ALWAYS,
  allOf,
  byIndex,
  join,
  oneOf,
  run,
  signalOf,
  sql,
  type Database,
  type Sql,
} from "../../database/statement.js";
import { tableIn } from "../../graph/declare/table.js";
import { NOT_SUPERSEDED, Observation } from "../observations/observation.entity.js";
import { isBeforeAll, listStatementsAsOf } from "../observations/statements-as-of.queries.js";
import { mapInTurns } from "../../time/turn.js";
import { Region } from "../regions/region.entity.js";
import { DECISIVE_SEGMENTS } from "../figures/segments.rules.js";
import type { Fact } from "./fact.js";
import type { RegionPlace } from "./region-tree.js";

/** The most facts that one table is computed from. */
export const MAX_FACTS = 100_000;

/** Which facts a table needs. */
export interface FactSelection {
  filter: Record<string, unknown> | null;
  /** The indicators whose facts count. */
  indicators: readonly string[];
  categoryChosen: boolean;
  /** The instant, as stored, as of which they stood; null for now. */
  asOf: string | null;
  /** The only regions whose facts are meant; all when left out. */
  regions?: readonly string[];
}

/**
 * Facts with a number that are to be grouped: of all workers or whole segments unless categories are chosen, and of
 * all rivals. Throws QUERY_TOO_LARGE beyond `most`.
 */
export async function listFacts(db: Database, selection: FactSelection, most = MAX_FACTS): Promise<Fact[]> {
  if (selection.asOf !== null) return listFactsAsOf(db, selection, selection.asOf);
  return (await factsUpTo(db, selection, most, "statistics.listFacts")) ?? refuse();
}

/** The facts of now, as `listFacts` lists them; null when there are more than `most`. */
export async function factsUpTo(
  db: Database,
  selection: FactSelection,
  most: number,
  name = "statistics.listFewFacts",
): Promise<Fact[] | null> {
  const { filter } = selection;
  const conditions = [
    TELLS,
    ...tableIn(db, Observation).conditions("t"),
    ...conditionsOf(selection),
    ...(filter ? [await toldFilter(db, Observation, "t", filter)] : []),
  ];
  const rows = await run<FactRow>(
    db,
    name,
    sql`SELECT ${COLUMNS} FROM ${sourcesBy(sql``)} WHERE ${allOf(conditions)} LIMIT ${most + 1}`,
  );
  return rows.length > most ? null : mapInTurns(rows, factOf, signalOf(db));
}

// What statements have in common that may be rivals: conditions on it let in all of them or none.
const OF_RIVALS = ["region", "indicator", "context", "category", "segment", "vulnerable", "valueStatus"];

// Rivals are told apart before a filter, which may leave some of them out.
async function listFactsAsOf(db: Database, selection: FactSelection, asOf: string): Promise<Fact[]> {
  const { filter } = selection;
  const conditions = await conditionsAsOf(db, selection);
  const meant = filter ? await toldFilter(db, Observation, "t", filter) : ALWAYS;
  const statements = await listStatementsAsOf(db, { asOf, conditions, meant, limit: MAX_FACTS + 1 });
  checkCount(statements.length);
  return statements.flatMap((statement): Fact[] => {
    const { value, qualifier, kind, isMeant } = statement;
    const tells = value !== null || (qualifier === "ALL" && kind === "RATE");
    return tells && isMeant ? [statement as Fact] : [];
  });
}

// What lets in all rivals of a statement or none.
async function conditionsAsOf(db: Database, selection: FactSelection): Promise<Sql[]> {
  const common = Object.entries(selection.filter ?? {}).filter(([name]) => OF_RIVALS.includes(name));
  const conditions = conditionsOf(selection);
  return common.length === 0
    ? conditions
    : [...conditions, await toldFilter(db, Observation, "t", Object.fromEntries(common))];
}

/** How many statements are read for the facts as of an instant, as far as a table may be computed from so many. */
export async function countStatementsAsOf(
  db: Database,
  selection: FactSelection,
  asOf: string,
): Promise<number> {
  if (await isBeforeAll(db, asOf)) return 0;
  const table = tableIn(db, Observation);
  const conditions = [...(await conditionsAsOf(db, selection)), ...table.conditions("t", {}, asOf)];
  const [found] = await run<{ count: number | string }>(
    db,
    "statistics.countStatementsAsOf",
    sql`SELECT COUNT(*) AS \`count\` FROM
      (SELECT t.id FROM ${table.name} t WHERE ${allOf(conditions)} LIMIT ${MAX_FACTS + 1}) f`,
  );
  return Number(found?.count ?? 0);
}

/** Throws QUERY_TOO_LARGE for more facts than a table may be computed from. */
export function checkCount(count: number): void {
  if (count > MAX_FACTS) refuse();
}

function refuse(): never {
  throw queryTooLarge(
    `The table would be computed from more than ${MAX_FACTS} observations. Filter by region, category or period.`,
  );
}

function conditionsOf({ indicators, categoryChosen, regions }: FactSelection): Sql[] {
  const meant = [
    oneOf(sql`t.indicator_code`, indicators),
    ...(regions ? [oneOf(sql`t.region_code`, regions)] : []),
  ];
  if (categoryChosen) return meant;
  return [...meant, sql`(t.category_code IS NULL OR ${oneOf(sql`t.category_code`, DECISIVE_SEGMENTS)})`];
}

/** All facts about some regions and indicators. */
export async function listFactsOfRegions(
  db: Database,
  regionCodes: readonly string[],
  indicatorCodes: readonly string[],
): Promise<Fact[]> {
  const table = tableIn(db, Observation);
  const conditions = [
    oneOf(sql`t.region_code`, regionCodes),
    oneOf(sql`t.indicator_code`, indicatorCodes),
    TELLS,
    ...table.conditions("t"),
  ];
  // While a load runs, engines do not know how many rows it has written.
  const index = table.indexOn("regionCode", "indicatorCode", "categoryCode", "periodStart");
  const rows = await run<FactRow>(
    db,
    "statistics.listFactsOfRegions",
    sql`SELECT ${COLUMNS} FROM ${sourcesBy(byIndex(db, index))} WHERE ${allOf(conditions)}`,
  );
  return rows.map(factOf);
}

// A rate of all needs no number.
const TELLS = sql`(t.value IS NOT NULL OR (t.qualifier = 'ALL' AND i.kind = 'RATE'))`;

/** A fact as it is read, its programmes being a list in JSON. */
type FactRow = Omit<Fact, "programmes" | "period"> & { programmes: string };

// Most facts name the same few programmes.
const programmesOf = new Map<string, Fact["programmes"]>();

// Made of the row itself, since there may be 100,000.
function factOf(row: FactRow): Fact {
  const { programmes, periodStart: start, periodEnd: end, periodPrecision: precision } = row;
  return Object.assign(row, {
    programmes: getOrMake(programmesOf, programmes, () => JSON.parse(programmes) as Fact["programmes"]),
    period: { start, end, precision },
  });
}

const sourcesBy = (index: Sql): Sql => sql`observations t ${index} JOIN sources s ON s.slug = t.source_slug
  JOIN indicators i ON i.code = t.indicator_code`;

const COLUMNS = join([
  sql`t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`, t.category_code AS \`categoryCode\``,
  sql`t.value_status AS \`valueStatus\`, t.funding AS \`funding\`, t.programmes AS \`programmes\``,
  sql`t.source_slug AS \`sourceSlug\`, t.attributed_to AS \`attributedTo\`, t.base AS \`base\``,
  sql`t.denominator_code AS \`denominatorCode\`, t.counted_by AS \`countedBy\`, t.period_start AS \`periodStart\``,
  sql`t.period_end AS \`periodEnd\`, t.period_precision AS \`periodPrecision\`, t.effective_from AS \`effectiveFrom\``,
  sql`t.effective_on AS \`effectiveOn\`, t.area_differs AS \`areaDiffers\`, t.rival_set AS \`rivalSet\``,
  sql`t.rival_rank AS \`rank\`, t.preferred AS \`preferred\`, t.slug AS \`slug\`, t.value AS \`value\``,
  sql`t.lower_bound AS \`lowerBound\`, t.upper_bound AS \`upperBound\`, t.qualifier AS \`qualifier\``,
  sql`t.denominator_stated AS \`denominatorStated\`, i.kind AS \`kind\`, s.type AS \`sourceType\``,
  sql`s.published_from AS \`publishedFrom\`, s.published_until AS \`publishedUntil\``,
]);

/** The regions that a filter means; all when there is none. At most the country's 590, and the villages that are known. */
export async function listPlaces(db: Database, regionFilter: object | null): Promise<RegionPlace[]> {
  const table = tableIn(db, Region);
  const condition = regionFilter ? await toldFilter(db, Region, "t", regionFilter) : ALWAYS;
  const rows = await run(
    db,
    "statistics.listPlaces",
    sql`SELECT ${table.columns("t")}, t.area_since AS \`placeSince\`, ${EMPLOYED} AS \`employed\`
      FROM ${table.name} t WHERE ${condition} ORDER BY t.code`,
  );
  return rows.map(({ placeSince, employed, ...row }): RegionPlace => {
    const region = table.instance(row) as Region;
    const { code, level } = region;
    return {
      code,
      level,
      areaSince: placeSince === null ? null : String(placeSince),
      employed: employed === null ? null : Number(employed),
      region,
    };
  });
}

/** What weighs regions against each other: their employed population as known last. */
export const EMPLOYED_POPULATION = "EMPLOYED_POPULATION";

const EMPLOYED = sql`(SELECT o.value FROM observations o
  WHERE o.region_code = t.code AND o.indicator_code = ${EMPLOYED_POPULATION} AND o.category_code IS NULL
    AND o.value_status = 'ACTUAL' AND o.superseded_at = ${NOT_SUPERSEDED} AND o.value IS NOT NULL AND t.level <> 'VILLAGE'
  ORDER BY o.effective_on DESC, o.rival_rank, o.period_start DESC, o.slug LIMIT 1)`;
