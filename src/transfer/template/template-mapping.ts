import type { Connected } from "../../database/database.js";
import type { Grid } from "../../files/read/grid.js";
import type { FieldMapping, Mapping } from "../mapping/mapping.js";
import type { Resource } from "../package/descriptor.js";
import { TABLES } from "../package/tables.js";
import { LISTS, PERIOD_COLUMN, templateColumns, UNIT_COLUMN, UNITS } from "./template-columns.js";
import { keyLabels } from "./template-keys.js";

/** The mapping of a filled template; null for a workbook that is none. */
export async function templateMapping(
  db: Connected,
  grids: readonly Grid[],
  resources: readonly Resource[],
): Promise<Mapping | null> {
  const grid = grids.find(({ sheet }) => sheet !== null && TABLES.has(sheet));
  const resource = resources.find(({ name }) => name === grid?.sheet);
  if (!grid || !resource || !grids.some(({ sheet, isHidden }) => sheet === LISTS && isHidden)) return null;
  const header = new Set(grid.rows[0]?.cells ?? []);
  const table = resource.name;
  const fields: Record<string, FieldMapping> = {};
  for (const { name, choices } of templateColumns(resource)) {
    if (!header.has(name) || name === UNIT_COLUMN) continue;
    if (name === PERIOD_COLUMN) {
      fields.period_start = { column: name, date: "PERIOD" };
      fields.period_end = { column: name, date: "PERIOD" };
      continue;
    }
    const isKey = choices !== null && "table" in choices;
    const labels = isKey ? await keyLabels(db, choices.table) : new Map<string, string>();
    const kind = TABLES.get(table)?.columns[name]?.kind;
    fields[name] = {
      column: name,
      ...(labels.size > 0
        ? {
            values: {
              ...Object.fromEntries([...labels.values()].map((code) => [code, code])),
              ...Object.fromEntries(labels),
            },
          }
        : {}),
      ...(kind === "region" ? { codeSystem: "KEMENDAGRI" as const } : {}),
      ...(name === "value" && header.has(UNIT_COLUMN)
        ? { unitFrom: { column: UNIT_COLUMN, values: UNITS } }
        : {}),
    };
  }
  const isFigures = table === "observations";
  if (isFigures) fields.qualifier = { constant: "EXACT" };
  return {
    table,
    locale: "id",
    sheet: table,
    headerRow: 1,
    // Rows were prepared for every region, whether or not there is a figure.
    ...(isFigures ? { skipWhere: [{ column: "value", empty: true as const }] } : {}),
    fields,
  };
}
