import { id, run, sql } from "../../database/statement.js";
import type { Connected } from "../../database/database.js";
import type { PackageColumn } from "../../package/column.js";
import { tableNamed } from "./tables.js";
import { undescribedFields } from "./undescribed-fields.js";
import type { TemplateResource } from "./descriptor.js";
import type { Part } from "./part.js";

/** The resource, with a field added for each further column of its table that some row of the part fills. */
export async function withUsedFields(
  db: Connected,
  part: Part,
  resource: TemplateResource,
): Promise<TemplateResource> {
  const fields = [...resource.schema.fields];
  for (const { field, column } of undescribedFields(resource))
    if (column.isHistory ? part.wanted.history : await hasValues(db, part, resource.name, column))
      fields.push(field);
  return { ...resource, schema: { ...resource.schema, fields } };
}

async function hasValues(
  db: Connected,
  part: Part,
  name: string,
  { properties: [property = ""] }: PackageColumn<never>,
): Promise<boolean> {
  const { entity, options } = tableNamed(name);
  const { tableName, columns } = db.getRepository(entity).metadata;
  const column = columns.find(({ propertyName }) => propertyName === property)?.databaseName ?? property;
  const rows = await run(
    db,
    "export.hasValues",
    sql`SELECT 1 FROM ${id(tableName)} t WHERE t.${id(column)} IS NOT NULL AND ${part.holds(entity, "t")} LIMIT 1`,
  );
  if (rows.length > 0 || !part.isWhole || !options.withheld) return rows.length > 0;
  for await (const withheld of options.withheld.rows(db))
    if (withheld.some((row) => ((row as Record<string, unknown>)[property] ?? null) !== null)) return true;
  return false;
}
