import { createHash, type Hash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DataSource } from "typeorm";
import type { Connected } from "../../database/database.js";
import { listDatasets } from "../../modules/about/about.queries.js";
import { DESCRIPTOR } from "../../files/read/package-input.js";
import type { FileParts } from "../../files/write/cells.js";
import { csvFile } from "../../files/write/csv.js";
import type { Template, TemplateResource } from "./descriptor.js";
import { exportDescriptor, loadedAt, type Written } from "./export-descriptor.js";
import { openPart, type Part, type Wanted } from "./part.js";
import { tableRows } from "./read-rows.js";
import type { Cells } from "../../package/column.js";
import { TABLES } from "./tables.js";
import { withUsedFields } from "./used-fields.js";
import { writeParts, writeWhole } from "../../files/write/whole-file.js";
import { zipped, type ZipEntry } from "../../files/write/zip.js";

/** The number of rows of a table in an export. */
export interface TableCount {
  table: string;
  rows: number;
}

/**
 * Writes the graph, or a part of it with every row that it refers to, as a data package: into a new folder, or into a ZIP
 * archive when the path ends with `.zip`. All tables are read in one transaction. `template` describes the tables and
 * columns. History is left out: only current statements are written.
 */
export async function writePackage(
  dataSource: DataSource,
  template: Template,
  options: { wanted: Wanted; out: string },
): Promise<TableCount[]> {
  const { wanted, out } = options;
  return writeWhole(out, (path) =>
    dataSource.transaction(async (db) => {
      const part = await openPart(db, wanted);
      const datasets = await listDatasets(db);
      const written: Written[] = [];
      const describe = (): Template => exportDescriptor(template, part, datasets, written);
      const files = packageFiles(db, template, part, written, describe);
      if (out.toLowerCase().endsWith(".zip")) {
        await writeParts(zipped(files, loadedAt(datasets)), path);
      } else {
        await mkdir(path);
        for await (const { name, content } of files) await writeParts(content, join(path, name));
      }
      return written.map(({ resource, rows }) => ({ table: resource.name, rows }));
    }),
  );
}

/** Yields the files of a package. The descriptor comes last, because it states the files' sizes. */
async function* packageFiles(
  db: Connected,
  template: Template,
  part: Part,
  written: Written[],
  describe: () => Template,
): AsyncGenerator<ZipEntry> {
  await requireDescribed(db, template, part);
  for (const given of template.resources) {
    const table = TABLES.get(given.name);
    if (!table || !part.tables.includes(table)) continue;
    const resource = await withUsedFields(db, part, given);
    const file = new TableFile(resource);
    yield { name: resource.path, content: file.parts(tableRows(db, table, part)) };
    written.push(file.written());
  }
  yield { name: DESCRIPTOR, content: [Buffer.from(`${JSON.stringify(describe(), null, 2)}\n`)] };
}

async function requireDescribed(db: Connected, { resources }: Template, part: Part): Promise<void> {
  for (const table of part.tables) {
    if (resources.some(({ name }) => name === table.name)) continue;
    for await (const rows of tableRows(db, table, part))
      if (rows.length > 0)
        throw new Error(
          `The data package's descriptor has no table ${table.name}, which has rows to be written.`,
        );
  }
}

/** A table's CSV file, of which rows, bytes and digest are counted while it is written. */
class TableFile {
  readonly #hash: Hash = createHash("sha256");
  readonly #emptyColumns = new Set<string>();
  #rows = 0;
  #bytes = 0;

  constructor(readonly resource: TemplateResource) {}

  async *parts(batches: AsyncIterable<readonly Cells[]>): FileParts {
    const columns = this.resource.schema.fields.map(({ name }) => name);
    for await (const part of csvFile(columns, this.#cells(columns, batches), { forSpreadsheets: false })) {
      this.#hash.update(part);
      this.#bytes += part.length;
      yield part;
    }
  }

  written(): Written {
    const { resource } = this;
    const sha256 = this.#hash.digest("hex");
    return { resource, rows: this.#rows, bytes: this.#bytes, sha256, emptyColumns: this.#emptyColumns };
  }

  async *#cells(
    columns: readonly string[],
    batches: AsyncIterable<readonly Cells[]>,
  ): AsyncGenerator<string[][]> {
    for await (const rows of batches) {
      this.#rows += rows.length;
      for (const column of columns) if (rows.some((row) => !row[column])) this.#emptyColumns.add(column);
      yield rows.map((row) => columns.map((column) => row[column] ?? ""));
    }
  }
}
