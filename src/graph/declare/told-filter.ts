import type { Database, Sql } from "../../database/statement.js";
import { declaredRows } from "./field-price.js";
import { filterToSql } from "./filter-sql.js";
import { MOST_TOLD, SmallTables } from "./small-tables.js";

/**
 * The SQL condition of a filter on the rows of a large table with this alias, with what it says of small tables told by the
 * values that lead to them: one statement for each of these. Throws as `filterToSql` does.
 */
export async function toldFilter(db: Database, entity: unknown, alias: string, filter: object): Promise<Sql> {
  const small = new SmallTables(declaredRows, MOST_TOLD);
  return small.whenTold(db, () => filterToSql(db, entity, alias, filter, null, small));
}
