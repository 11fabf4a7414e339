import { basename, extname } from "node:path";
import type { DataSource } from "typeorm";
import type { Fault } from "../../files/fault.js";
import type { Input, InputTable, OnMisfit } from "../../files/read/input.js";
import type { Limits } from "../../files/read/limits.js";
import { openInput, type OpenOptions } from "../../files/read/open-input.js";
import { UnreadableInput } from "../../files/read/unreadable-input.js";
import { UnclearTitles } from "./field-readers.js";
import { compileMapping, sourceColumn, UnfitMapping, type RowMapper } from "./apply-mapping.js";
import type { Mapping } from "./mapping.js";
import { listRegions } from "./list-regions.js";
import { RegionMatcher } from "./match-region.js";
import { readAbout, type About, type Resource } from "../package/descriptor.js";
import type { DataPackage, PackageTable, Row } from "../package/package.js";
import { sourceTable } from "./source-table.js";
import { undescribedFields } from "../package/undescribed-fields.js";

/** How to import a file, where the file itself does not state it. */
export interface ImportSource {
  /** The table that a single file holds; by default the table of its mapping, else the name of the file. */
  table?: string;
  sheet?: string;
  /** The character between the cells of a text; by default it is found in the header. */
  delimiter?: string;
  mapping?: Mapping;
  /** The source of all rows for which the file names none. */
  sourceId?: string;
  /** Limits that replace those of LIMITS. */
  limits?: Partial<Limits>;
}

/** The columns of a file as it names them, in their order, and what divides a text into them if that was named. */
export interface Origin extends Pick<InputTable, "columns" | "firstColumn" | "sheet"> {
  delimiter: string | undefined;
}

/** A data package or foreign file opened for loading; close it after the load. */
export interface OpenedImport extends DataPackage {
  /** Warnings, which do not stop the load. */
  notes: readonly Fault[];
  /** Where the columns of a single file are; null for a package. */
  origin: Origin | null;
  close: () => Promise<void>;
}

/**
 * Opens a data package or a single file for loading into the tables of `resources`. Throws UnreadableInput when the
 * file cannot be read, and an Error that says how to name its table when that is unclear.
 */
export async function openImport(
  dataSource: DataSource,
  path: string,
  resources: readonly Resource[],
  source: ImportSource,
): Promise<OpenedImport> {
  const { limits = {} } = source;
  const input = await openInput(path, { ...openOptions(source), limits });
  try {
    const matcher = source.mapping ? new RegionMatcher(await listRegions(dataSource)) : null;
    const complete = resources.map(withEveryField);
    const given = withSourceId(source);
    const tables = input.tables.map((table) => packageTable(table, path, complete, given, matcher));
    const described = await sourceTable(dataSource, given.mapping, complete, basename(path));
    if (described) tables.unshift(described);
    const notes = input.tables.flatMap((table) => table.notes);
    const [only] = input.tables;
    const { delimiter } = openOptions(source);
    const origin = input.descriptor === null && only ? { ...only, delimiter } : null;
    return { about: aboutOf(input, path), tables, digest: input.digest, notes, origin, close: input.close };
  } catch (error) {
    await input.close();
    throw error;
  }
}

// Whoever names a source of a file means all of its rows.
function withSourceId(source: ImportSource): ImportSource {
  const { mapping, sourceId } = source;
  if (sourceId === undefined || mapping?.fields.source_id?.constant === undefined) return source;
  const fields = { ...mapping.fields, source_id: { constant: sourceId } };
  return { ...source, mapping: { ...mapping, source: undefined, fields } };
}

/** How a mapping and its options say that a file is to be read. */
export function openOptions({ sheet: named, delimiter: givenDelimiter, mapping }: ImportSource): OpenOptions {
  const { headerRow, headerRows, skipRows, formulas, hiddenRows } = mapping ?? {};
  const sheet = named ?? mapping?.sheet;
  const delimiter = givenDelimiter ?? mapping?.delimiter;
  return {
    ...(sheet === undefined ? {} : { sheet }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(formulas === undefined ? {} : { formulas }),
    ...(hiddenRows === undefined ? {} : { hiddenRows }),
    ...(headerRow === undefined ? {} : { headerRow }),
    ...(headerRows === undefined ? {} : { headerRows }),
    ...(skipRows === undefined ? {} : { skipRows }),
  };
}

function aboutOf({ descriptor }: Input, path: string): About {
  if (descriptor !== null) return readAbout(descriptor);
  const file = basename(path);
  return { name: `file ${file}`.slice(0, 80), title: file.slice(0, 200), licenses: [] };
}

function withEveryField(resource: Resource): Resource {
  const fields = [...resource.schema.fields, ...undescribedFields(resource).map(({ field }) => field)];
  return { ...resource, schema: { ...resource.schema, fields } };
}

function packageTable(
  table: InputTable,
  path: string,
  resources: readonly Resource[],
  source: ImportSource,
  matcher: RegionMatcher | null,
): PackageTable {
  const { mapping, sourceId } = source;
  const name = table.name ?? source.table ?? mapping?.table ?? basename(path, extname(path));
  const resource = resources.find((other) => other.name === name);
  const names = resources.map((other) => other.name).join(", ");
  if (!resource) {
    throw new Error(
      `${table.file} holds the table "${name}", which is not one of ${names}. Let --propose find out what it holds, or name the table with --table or a mapping.`,
    );
  }
  if (mapping && mapping.table !== name)
    throw new Error(`The mapping is for the table ${mapping.table}, not for ${name}.`);
  const { file, sheet } = table;
  const common = { resource, file, sheet };
  if (!mapping || !matcher)
    return { ...common, batches: (onMisfit) => plainRows(table, resource, sourceId, onMisfit) };
  let leftOut = new Map<string, number>();
  return {
    ...common,
    batches: (onMisfit) =>
      mappedRows(table, mapping, matcher, {
        sourceId,
        onMisfit,
        leftOut: (leftOut = new Map<string, number>()),
      }),
    columnOf: (field) => sourceColumn(mapping, field),
    leftOut: () => [...leftOut].map(([rule, count]) => ({ rule, count })),
  };
}

async function* plainRows(
  table: InputTable,
  { schema }: Resource,
  sourceId: string | undefined,
  onMisfit: OnMisfit,
): AsyncIterable<readonly Row[]> {
  const known = schema.fields.map(({ name }) => name);
  const supplied = sourceId === undefined ? [] : ["source_id"];
  const required = schema.fields.filter(({ constraints }) => constraints?.required).map(({ name }) => name);
  const missing = required.filter((name) => !table.columns.includes(name) && !supplied.includes(name));
  const unknown = table.columns.filter((name) => !known.includes(name));
  if (missing.length + unknown.length > 0) {
    const parts = [
      ...unknown.map((name) =>
        name === ""
          ? `column ${table.columns.indexOf(name) + 1} has no name`
          : `column "${name}" is not in the table schema`,
      ),
      ...missing.map((name) => `column "${name}" is missing`),
    ];
    const hint =
      "A mapping (--map) can say which column of the file is which field, and in which row the header is.";
    throw new UnreadableInput({ ...headerFault(table, parts.join("; ")), hint });
  }
  const hasSource = known.includes("source_id");
  for await (const rows of table.batches(onMisfit))
    yield sourceId !== undefined && hasSource ? rows.map((row) => withSource(row, sourceId)) : rows;
}

async function* mappedRows(
  table: InputTable,
  mapping: Mapping,
  matcher: RegionMatcher,
  { sourceId, onMisfit, leftOut }: MappedReading,
): AsyncIterable<readonly Row[]> {
  const map = mapperFor(table, mapping, matcher);
  const { file } = table;
  for await (const batch of table.everyRow())
    yield batch.flatMap((row) => {
      const { line } = row;
      const mapped = map(row);
      for (const { column, value, code, reason, hint } of mapped.faults)
        onMisfit({ file, line, column, value, code, reason, hint }, row);
      for (const rule of mapped.leftOut) leftOut.set(rule, (leftOut.get(rule) ?? 0) + 1);
      return mapped.rows.map(({ cells, scales }) =>
        sourceId === undefined ? { line, cells, scales } : withSource({ line, cells, scales }, sourceId),
      );
    });
}

interface MappedReading {
  sourceId: string | undefined;
  onMisfit: OnMisfit;
  /** How many rows and cells were left out by each rule. */
  leftOut: Map<string, number>;
}

function mapperFor(table: InputTable, mapping: Mapping, matcher: RegionMatcher): RowMapper {
  try {
    return compileMapping(mapping, table.columns, matcher, table.titles);
  } catch (error) {
    if (!(error instanceof UnfitMapping || error instanceof UnclearTitles)) throw error;
    const hint =
      error instanceof UnclearTitles
        ? "Name the period with --period, or in the mapping."
        : "If the header is in another row, set headerRow in the mapping.";
    throw new UnreadableInput({ ...headerFault(table, error.message), hint });
  }
}

const headerFault = ({ file, headerLine }: InputTable, reason: string): Fault => ({
  file,
  line: headerLine,
  column: null,
  value: null,
  code: "HEADER",
  reason,
});

const withSource = ({ line, cells, ...row }: Row, sourceId: string): Row => ({
  ...row,
  line,
  cells: cells.source_id ? cells : { ...cells, source_id: sourceId },
});
