import { getOrMake } from "../../../collections.js";
import { join, runPlain, sql, type Database, type Sql } from "../../../database/statement.js";
import { declaredRows } from "../../../graph/declare/field-price.js";
import { filterToSql } from "../../../graph/declare/filter-sql.js";
import { MOST_TOLD, SmallTables } from "../../../graph/declare/small-tables.js";
import { tableIn } from "../../../graph/declare/table.js";
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

const OF_CATEGORY: Asked = {
  name: "statistics.categoriesByFilter",
  rows: (db) =>
    sql`SELECT c.code AS category_code FROM ${tableIn(db, CohortCategory).name} c UNION ALL SELECT NULL`,
  told: sql`t.category_code`,
  keyOf: ({ categoryCode }) => (categoryCode === null ? NONE : categoryCode),
};

const OF_INDICATOR: Asked = {
  name: "statistics.indicatorsByFilter",
  rows: (db) => sql`SELECT i.code AS indicator_code FROM ${tableIn(db, Indicator).name} i`,
  told: sql`t.indicator_code`,
  keyOf: ({ indicatorCode }) => indicatorCode,
};

const OF_DENOMINATOR: Asked = {
  name: "statistics.denominatorsByFilter",
  rows: (db) =>
    sql`SELECT i.code AS denominator_code FROM ${tableIn(db, Indicator).name} i UNION ALL SELECT NULL`,
  told: sql`t.denominator_code`,
  keyOf: ({ denominatorCode }) => (denominatorCode === null ? NONE : denominatorCode),
};

const ASKED: Record<string, Asked> = {
  region: {
    name: "statistics.regionsByFilter",
    rows: (db) => sql`SELECT r.code AS region_code FROM ${tableIn(db, Region).name} r`,
    told: sql`t.region_code`,
    keyOf: ({ regionCode }) => regionCode,
  },
  indicator: OF_INDICATOR,
  category: OF_CATEGORY,
  segment: OF_CATEGORY,
  vulnerable: OF_CATEGORY,
  context: OF_INDICATOR,
  denominator: OF_DENOMINATOR,
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
