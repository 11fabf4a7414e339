import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DESCRIPTOR } from "../files/read/package-input.js";
import { csvFile } from "../files/write/csv.js";
import { writeParts, writeWhole } from "../files/write/whole-file.js";
import type { Cells } from "../package/column.js";
import type { Template, TemplateResource } from "../transfer/package/descriptor.js";
import type { Candidate } from "./candidate.js";

/** The publication that candidates come from, as a row of `sources`; null when it is stored already. */
type SourceRow = Cells | null;

/** Rows of each table in a written package, and the candidates that it leaves out. */
interface WrittenCandidates {
  tables: { table: string; rows: number }[];
  /** Candidates that lack a required cell, or that are stored already, which an import would write over. */
  leftOut: readonly Candidate[];
}

/**
 * Writes candidates as a data package that an import accepts, into a new folder: a CSV file for each table that has rows,
 * and beside them `candidates.json` with what each row rests on, for the reviewer.
 */
export async function writeCandidates(
  out: string,
  template: Template,
  candidates: readonly Candidate[],
  source: SourceRow,
  review: string,
): Promise<WrittenCandidates> {
  const complete = candidates.filter((candidate) => isComplete(template, candidate));
  const rows = new Map<string, Cells[]>(source === null ? [] : [["sources", [source]]]);
  for (const { table, cells } of complete) {
    const own = rows.get(table) ?? [];
    if (!own.some((other) => JSON.stringify(other) === JSON.stringify(cells))) own.push(cells);
    rows.set(table, own);
  }
  const resources = template.resources.filter(({ name }) => rows.has(name)).map(bare);
  await writeWhole(out, async (folder) => {
    await mkdir(folder);
    for (const resource of resources) await writeTable(folder, resource, rows.get(resource.name) ?? []);
    const name = `candidates ${candidates[0]?.cells.source_id ?? ""}`.slice(0, 80);
    const descriptor = {
      $schema: template.$schema,
      name,
      title: "Candidates for review",
      "cakupan:whole": false,
      resources,
    };
    await writeFile(join(folder, DESCRIPTOR), `${JSON.stringify(descriptor, null, 2)}\n`);
    await writeFile(join(folder, "candidates.json"), `${JSON.stringify(candidates, null, 2)}\n`);
    await writeFile(join(folder, "review.txt"), review);
  });
  return {
    tables: resources.map(({ name }) => ({ table: name, rows: rows.get(name)?.length ?? 0 })),
    leftOut: candidates.filter((candidate) => !complete.includes(candidate)),
  };
}

function isComplete({ resources }: Template, { table, cells, doubts }: Candidate): boolean {
  if (doubts.some(({ code }) => code === "STORED")) return false;
  const fields = resources.find(({ name }) => name === table)?.schema.fields ?? [];
  return fields.every(
    ({ name, constraints }) => constraints?.required !== true || (cells[name] ?? "") !== "",
  );
}

// Sizes and digests are those of the template's own files.
function bare({ name, path, schema, ...more }: TemplateResource): TemplateResource {
  const rest = Object.entries(more).filter(([key]) => key !== "bytes" && key !== "hash");
  return { name, path, ...Object.fromEntries(rest), schema };
}

async function writeTable(
  folder: string,
  { path, schema }: TemplateResource,
  rows: readonly Cells[],
): Promise<void> {
  const columns = schema.fields.map(({ name }) => name);
  const batches = [rows.map((row) => columns.map((column) => row[column] ?? ""))];
  await writeParts(csvFile(columns, asBatches(batches), { forSpreadsheets: false }), join(folder, path));
}

async function* asBatches<T>(batches: readonly T[]): AsyncGenerator<T> {
  yield* batches;
  await Promise.resolve();
}
