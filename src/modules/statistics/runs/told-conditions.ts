import { getOrMake } from "../../../collections.js";
import { join, runPlain, sql, type Database, type Sql } from "../../../database/statement.js";
import { declaredRows } from "../../../graph/declare/field-price.js";
import { filterToSql } from "../../../graph/declare/filter-sql.js";
import { MOST_TOLD, SmallTables } from "../../../graph/declare/small-tables.js";
import { tableIn, type RowClass } from "../../../graph/declare/table.js";
import { CohortCategory } from "../../cohorts/cohort-category.entity.js";
import { Indicator } from "../../observations/indicator.entity.js";
import { Observation } from "../../observations/observation.entity.js";
import { Region } from "../../regions/region.entity.js";
import { originKey } from "../../figures/monthly-run.rules.js";
import { Source } from "../../sources/source.entity.js";
import { factTestOf, type FactTest, type Told, type ToldConditions } from "./fact-filter.js";

/** A relation of figures, conditions on which are asked of the rows that it leads to. */
interface Asked {
  name: string;
  /** The rows, each as a figure that has nothing but it, and what of each row figures of runs tell. */
  rows: (db: Database) => Sql;
  told: Sql;
  /** What a figure of a run tells of it. */
  keyOf: (fact: Partial<Told>) => string | undefined;
}

const NONE = "\u0000";

// Codes of a table's rows, and none.
const codesOf = (
  name: string,
  entity: () => RowClass,
  column: Sql,
  codeOf: (fact: Partial<Told>) => string | null | undefined,
): Asked => ({
  name,
  rows: (db) => sql`SELECT r.code AS ${column} FROM ${tableIn(db, entity()).name} r UNION ALL SELECT NULL`,
  told: sql`t.${column}`,
  keyOf: (fact) => {
    const code = codeOf(fact);
    return code === null ? NONE : code;
  },
});

const OF_CATEGORY = codesOf(
  "statistics.categoriesByFilter",
  () => CohortCategory,
  sql`category_code`,
  ({ categoryCode }) => categoryCode,
);
const OF_INDICATOR = codesOf(
  "statistics.indicatorsByFilter",
  () => Indicator,
  sql`indicator_code`,
  ({ indicatorCode }) => indicatorCode,
);

const ASKED: Record<string, Asked> = {
  region: codesOf(
    "statistics.regionsByFilter",
    () => Region,
    sql`region_code`,
    ({ regionCode }) => regionCode,
  ),
  indicator: OF_INDICATOR,
  context: OF_INDICATOR,
  category: OF_CATEGORY,
  segment: OF_CATEGORY,
  vulnerable: OF_CATEGORY,
  denominator: codesOf(
    "statistics.denominatorsByFilter",
    () => Indicator,
    sql`denominator_code`,
    ({ denominatorCode }) => denominatorCode,
  ),
  source: {
    name: "statistics.originsByFilter",
    rows: (db) => sql`SELECT s.slug AS source_slug, s.type, s.publisher FROM ${tableIn(db, Source).name} s`,
    told: sql`t.type, t.publisher`,
    keyOf: ({ origin }) => origin && originKey(origin),
  },
};

/**
 * What the conditions of a filter on regions, categories, indicators, denominators and sources let in: one statement for each
 * of these, however many conditions there are. Nothing is told of one that lets in only some of the sources of one type and publisher.
 */
export async function toldConditions(db: Database, filter: object): Promise<ToldConditions> {
  const told = new Map<string, FactTest>();
  for (const [asked, conditions] of conditionsIn(filter)) {
    const each = [...conditions];
    const small = new SmallTables(declaredRows, MOST_TOLD);
    const holds = await small.whenTold(db, () =>
      each.map(([, condition]) => filterToSql(db, Observation, "t", condition, null, small)),
    );
    const columns = holds.map((condition) => sql`CASE WHEN ${condition} THEN 1 ELSE 0 END`);
    const rows = await runPlain(
      db,
      asked.name,
      sql`SELECT ${asked.told}, ${join(columns)} FROM (${asked.rows(db)}) t`,
    );
    each.forEach(([key], place) => {
      const [letIn, leftOut] = [new Set<string>(), new Set<string>()];
      for (const row of rows) {
        const told = row.slice(0, row.length - each.length).map((value) => value ?? NONE);
        const isIn = Number(row[row.length - each.length + place]) === 1;
        (isIn ? letIn : leftOut).add(told.join("\u0000"));
      }
      if ([...letIn].every((one) => !leftOut.has(one)))
        told.set(key, (fact) => {
          const of = asked.keyOf(fact);
          return of === undefined ? null : letIn.has(of);
        });
    });
  }
  return (name, operand) => told.get(keyOf(name, operand)) ?? null;
}

const keyOf = (name: string, operand: unknown): string => JSON.stringify([name, operand]);

// The conditions of a filter that are asked of rows, by what they are about.
function conditionsIn(
  filter: object,
  found = new Map<Asked, Map<string, object>>(),
): Map<Asked, Map<string, object>> {
  for (const [name, operand] of Object.entries(filter) as [string, unknown][]) {
    if (operand === undefined || operand === null) continue;
    const asked = ASKED[name];
    if (name === "and" || name === "or") for (const part of operand as object[]) conditionsIn(part, found);
    else if (name === "not") conditionsIn(operand, found);
    else if (asked && !factTestOf({ [name]: operand }, () => null))
      getOrMake(found, asked, () => new Map<string, object>()).set(keyOf(name, operand), { [name]: operand });
  }
  return found;
}
