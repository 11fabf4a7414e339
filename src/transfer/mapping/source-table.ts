import type { DataSource } from "typeorm";
import { run, sql } from "../../database/statement.js";
import type { Resource } from "../package/descriptor.js";
import type { PackageTable, Row } from "../package/package.js";
import type { Mapping } from "./mapping.js";

/** The source that a mapping describes, as a table of one row; null where it is stored already. */
export async function sourceTable(
  dataSource: DataSource,
  mapping: Mapping | undefined,
  resources: readonly Resource[],
  file: string,
): Promise<PackageTable | null> {
  const resource = resources.find(({ name }) => name === "sources");
  if (!mapping?.source || !resource || (await isStored(dataSource, mapping.source.id))) return null;
  const cells: Record<string, string> = {
    ...Object.fromEntries(resource.schema.fields.map(({ name }) => [name, ""])),
    ...mapping.source,
    published_on: mapping.source.published_on ?? "",
  };
  async function* batches(): AsyncGenerator<readonly Row[]> {
    yield await Promise.resolve([{ line: 1, cells }]);
  }
  return { resource, file: `${file} (source of the mapping)`, sheet: null, batches };
}

async function isStored(dataSource: DataSource, id: string): Promise<boolean> {
  const rows = await run(
    dataSource,
    "transfer.findSource",
    sql`SELECT t.slug AS \`slug\` FROM sources t WHERE t.slug = ${id}`,
  );
  return rows.length > 0;
}
