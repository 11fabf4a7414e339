import type { Connected } from "../../database/database.js";
import { columnLetters } from "../../files/column-letters.js";
import type { Cell, FileParts } from "../../files/write/cells.js";
import { workbookFile, type ColumnInput } from "../../files/write/workbook.js";
import { parentOf } from "../../modules/regions/region-code.rules.js";
import type { Resource, TemplateResource } from "../package/descriptor.js";
import { LISTS, PERIOD_COLUMN, templateColumns, UNIT_COLUMN } from "./template-columns.js";
import { keyLabels, type KeyLabels } from "./template-keys.js";

/** What the rows of a template are prepared for. */
export interface TemplateOptions {
  indicators: readonly string[];
  categories: readonly string[];
  /** A row is prepared for each region directly below it. */
  region: string | null;
  /** Texts for columns in prepared rows. */
  cells: Readonly<Record<string, string>>;
}

const BLANK_ROWS = 200;

/** A workbook with drop-downs for the rows of a table, which an import reads without a mapping. Throws an Error for unknown codes. */
export async function templateFile(
  db: Connected,
  resource: Resource,
  described: TemplateResource | undefined,
  options: TemplateOptions,
  now: Date,
): Promise<FileParts> {
  const columns = templateColumns(resource);
  const lists: (readonly string[])[] = [];
  const inputs = new Map<number, ColumnInput>();
  const labels = new Map<string, KeyLabels>();
  for (const [place, { name, choices, required }] of columns.entries()) {
    const texts =
      choices === null
        ? []
        : "texts" in choices
          ? choices.texts
          : await labelsOf(db, choices.table, labels, options);
    const letter = columnLetters(lists.length);
    if (texts.length > 0) lists.push(texts);
    inputs.set(place, {
      ...(texts.length > 0 ? { choices: `${LISTS}!$${letter}$1:$${letter}$${texts.length}` } : {}),
      prompt: promptOf(name, required, described),
      isText: name !== "value",
      width: Math.min(40, Math.max(name.length + 2, ...texts.slice(0, 100).map((text) => text.length))),
    });
  }
  const names = columns.map(({ name }) => name);
  const rows = preparedRows(resource.name, names, options, labels);
  return workbookFile(
    [
      { name: resource.name, columns: names, inputs, batches: once(rows) },
      {
        name: LISTS,
        columns: lists.map(([first = ""]) => first),
        isHidden: true,
        batches: once(turned(lists)),
      },
    ],
    now,
  );
}

async function* once(rows: readonly (readonly Cell[])[]): AsyncGenerator<readonly (readonly Cell[])[]> {
  yield await Promise.resolve(rows);
}

// The first of each list stands in the first row.
const turned = (lists: readonly (readonly string[])[]): Cell[][] =>
  Array.from({ length: Math.max(0, ...lists.map(({ length }) => length)) - 1 }, (_, row) =>
    lists.map((list) => list[row + 1] ?? null),
  );

async function labelsOf(
  db: Connected,
  table: string,
  labels: Map<string, KeyLabels>,
  { indicators, categories, region }: TemplateOptions,
): Promise<readonly string[]> {
  const all = labels.get(table) ?? (await keyLabels(db, table));
  labels.set(table, all);
  const wanted = table === "indicators" ? indicators : table === "cohort_categories" ? categories : [];
  const unknown = wanted.find((code) => ![...all.values()].includes(code));
  if (unknown !== undefined) throw new Error(`${table} has no "${unknown}".`);
  if (table === "regions" && region !== null && ![...all.values()].includes(region))
    throw new Error(`regions has no "${region}".`);
  return [...all].filter(([, code]) => wanted.length === 0 || wanted.includes(code)).map(([label]) => label);
}

function promptOf(name: string, required: boolean, described: TemplateResource | undefined): string {
  if (name === PERIOD_COLUMN) return "2025, Juni 2025, TW II 2025, Semester I 2025, 30 Juni 2025 or 2025-06.";
  if (name === UNIT_COLUMN) return "The unit of the value; empty where it stands as it is.";
  const text = described?.schema.fields.find((field) => field.name === name)?.description ?? "";
  return `${text}${required ? "" : " May be empty."}`.trim();
}

function preparedRows(
  table: string,
  names: readonly string[],
  { indicators, categories, region, cells }: TemplateOptions,
  labels: ReadonlyMap<string, KeyLabels>,
): Cell[][] {
  if (table !== "observations" || region === null)
    return Array.from({ length: BLANK_ROWS }, () => names.map(() => null));
  const regions = [...(labels.get("regions") ?? [])].filter(([, code]) => parentOf(code) === region);
  const labelOf = (list: string, code: string): string =>
    [...(labels.get(list) ?? [])].find(([, each]) => each === code)?.[0] ?? code;
  const some = <T>(items: readonly T[]): readonly (T | null)[] => (items.length === 0 ? [null] : items);
  return regions.flatMap(([label]) =>
    some(indicators).flatMap((indicator) =>
      some(categories).map((category) => {
        const known: Record<string, string | null> = {
          ...cells,
          ...(cells.source_id === undefined ? {} : { source_id: labelOf("sources", cells.source_id) }),
          region_code: label,
          indicator: indicator === null ? null : labelOf("indicators", indicator),
          category_code: category === null ? null : labelOf("cohort_categories", category),
          value_status: "ACTUAL",
        };
        return names.map((name) => known[name] ?? null);
      }),
    ),
  );
}
