import { partialDate } from "../../time/partial-date.js";
import { REGION_CODE, type FieldMapping, type Mapping } from "./mapping.js";
import type { ColumnKind } from "../../package/column.js";
import type { PackageTable } from "../../package/package-table.js";
import { tableNamed } from "../package/tables.js";
import { isNumberUnit } from "./number-units.js";
import { PERIOD } from "./parse-date.js";
import { NUMBER_UNITS } from "./parse-number.js";

/** A fault in a mapping, with its path. */
export interface MappingFault {
  path: string[];
  message: string;
}

/** The faults of a mapping that its schema cannot express. */
export function mappingFaults({ table, fields, unpivot }: Mapping): MappingFault[] {
  const declared = tableNamed(table).columns;
  const faults = Object.entries(fields).flatMap(([name, field]) =>
    field ? fieldFaults(name, field, declared[name]?.kind ?? "text", unpivot?.value === name) : [],
  );
  for (const [name, field] of Object.entries(fields))
    if (field?.title && declared[name]?.edge === undefined)
      faults.push({
        path: ["fields", name, "title"],
        message: "needs a column that begins or ends a period",
      });
  for (const [name, field] of Object.entries(fields))
    if ([field?.date ?? []].flat().includes(PERIOD) && declared[name]?.edge === undefined)
      faults.push({
        path: ["fields", name, "date"],
        message: "PERIOD needs a column that begins or ends a period",
      });
  const provided = new Set([
    ...Object.keys(fields),
    ...Object.keys(Object.values(unpivot?.columns ?? {})[0] ?? {}),
  ]);
  if (unpivot) {
    provided.add(unpivot.value);
    faults.push(...unpivotFaults(unpivot, fields, declared));
  }
  for (const [name, { required }] of Object.entries(declared))
    if (required && !provided.has(name))
      faults.push({ path: ["fields"], message: `${name} is missing: every row of ${table} needs it` });
  if (fields.recipient_id && !isRegionRecipient(fields))
    for (const option of ["codeSystem", "levels", "within", "nameColumn", "bareNames"] as const)
      if (fields.recipient_id[option] !== undefined)
        faults.push({
          path: ["fields", "recipient_id", option],
          message: `needs recipient_type to be the constant REGION`,
        });
  return faults;
}

/** Whether all recipients of awards in a file are regions, so that the file may name them as it names regions. */
export const isRegionRecipient = (fields: Mapping["fields"]): boolean =>
  fields.recipient_type?.constant === "REGION";

function fieldFaults(
  name: string,
  field: FieldMapping,
  kind: ColumnKind,
  isUnpivoted: boolean,
): MappingFault[] {
  const path = ["fields", name];
  const faults: MappingFault[] = [];
  const sources = (["column", "constant", "join", "title"] as const).filter(
    (source) => field[source] !== undefined,
  );
  if (isUnpivoted && sources.length > 0)
    faults.push({ path, message: `takes its value from unpivot and must not name ${sources.join(" or ")}` });
  if (!isUnpivoted && sources.length !== 1)
    faults.push({
      path,
      message: `must have one of column, constant${kind === "date" ? ", join and title" : " and join"}`,
    });
  if (field.separator !== undefined && field.join === undefined)
    faults.push({ path: [...path, "separator"], message: "needs join" });
  if (field.constant !== undefined) {
    const others = Object.keys(field).filter((option) => option !== "constant");
    if (others.length > 0)
      faults.push({ path, message: `is a constant and must not have ${others.join(" or ")}` });
    faults.push(...canonicalFaults([...path, "constant"], field.constant, kind));
  }
  const folded = new Map<string, string>();
  for (const [from, to] of Object.entries(field.values ?? {})) {
    if (to !== "") faults.push(...canonicalFaults([...path, "values", from], to, kind));
    const same = folded.get(from.trim().toLowerCase());
    if (same !== undefined && same !== to)
      faults.push({
        path: [...path, "values", from],
        message: "differs only by case from a text with another value",
      });
    folded.set(from.trim().toLowerCase(), to);
  }
  return faults;
}

function unpivotFaults(
  { columns, value }: NonNullable<Mapping["unpivot"]>,
  fields: Mapping["fields"],
  declared: PackageTable["columns"],
): MappingFault[] {
  const faults: MappingFault[] = [];
  if (!declared[value])
    faults.push({ path: ["unpivot", "value"], message: `${value} is not a field of the table` });
  const [first, ...others] = Object.entries(columns);
  if (!first) return [...faults, { path: ["unpivot", "columns"], message: "must name at least one column" }];
  // A table may have a column of this name, of which the text is then meant.
  const isUnit = !("unit" in declared);
  const names = Object.keys(first[1]).filter((name) => !isUnit || name !== "unit");
  for (const [column, texts] of [first, ...others]) {
    const path = ["unpivot", "columns", column];
    if (isUnit && texts.unit !== undefined && !isNumberUnit(texts.unit))
      faults.push({
        path: [...path, "unit"],
        message: `must be one of ${Object.keys(NUMBER_UNITS).join(", ")}`,
      });
    for (const [name, text] of Object.entries(texts)) {
      if (isUnit && name === "unit") continue;
      const field = declared[name];
      if (!field) faults.push({ path: [...path, name], message: "is not a field of the table" });
      else if (fields[name] || name === value)
        faults.push({
          path: [...path, name],
          message: "already gets its value from fields or from the cell",
        });
      else if (text !== "" || field.required)
        faults.push(...canonicalFaults([...path, name], text, field.kind));
    }
    const missing = names.filter((name) => !(name in texts));
    const extra = Object.keys(texts).filter((name) => !names.includes(name) && !(isUnit && name === "unit"));
    if (missing.length + extra.length > 0)
      faults.push({ path, message: `must set the same fields as ${first[0]}: ${names.join(", ")}` });
  }
  return faults;
}

const CANONICAL: Partial<Record<ColumnKind, { accepts: (text: string) => boolean; expected: string }>> = {
  number: { accepts: (text) => /^-?\d+(\.\d+)?$/.test(text), expected: "a number with a point" },
  integer: { accepts: (text) => /^-?\d+$/.test(text), expected: "a whole number" },
  year: { accepts: (text) => /^\d{4}$/.test(text), expected: "a year" },
  boolean: { accepts: (text) => text === "true" || text === "false", expected: "true or false" },
  date: {
    accepts: (text) => text !== "" && partialDate(text) !== null,
    expected: "a date as YYYY, YYYY-MM or YYYY-MM-DD",
  },
  region: {
    accepts: (text) => REGION_CODE.test(text),
    expected: "a Kemendagri code",
  },
};

function canonicalFaults(path: string[], text: string, kind: ColumnKind): MappingFault[] {
  const form = CANONICAL[kind];
  if (!form || form.accepts(text)) return [];
  return [{ path, message: `"${text}" is not ${form.expected}` }];
}
