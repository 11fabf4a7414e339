import { createWriteStream } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DESCRIPTOR } from "../../files/read/package-input.js";
import { readTemplate } from "../package/descriptor.js";
import { Synthetic, type SyntheticRow } from "./synthetic.js";
import { provinceOf } from "../../modules/regions/region-code.rules.js";

/**
 * Writes a synthetic data package into a folder, as a stream: its regions and table schemas are those of `dataFolder`.
 * Returns the number of rows of each table. The same options give the same files.
 */
export async function writeSynthetic(options: {
  dataFolder: string;
  out: string;
  scale: number;
  seed: number;
  coverage?: boolean;
  /** For how many months each employer has a return; no returns are written when left out or 0. */
  returns?: number;
  /** Codes of the provinces whose regencies and cities rows are about; all provinces when left out. */
  provinces?: readonly string[];
}): Promise<{ table: string; rows: number }[]> {
  const { dataFolder, out, scale, seed, coverage = false, returns = 0, provinces } = options;
  const descriptor = await readTemplate(dataFolder);
  const regions = await readFile(join(dataFolder, "regions.csv"), "utf8");
  const regionCodes = regions
    .split(/\r?\n/)
    .flatMap((line) => /^(\d\d\.\d\d),/.exec(line)?.[1] ?? [])
    .filter((code) => provinces?.includes(provinceOf(code) ?? "") ?? true);
  const synthetic = new Synthetic({ scale, seed, regionCodes, coverage, returns });
  const tables: Record<string, () => Generator<SyntheticRow>> = {
    sources: () => synthetic.sources(),
    cohort_categories: () => synthetic.categories(),
    indicators: () => synthetic.indicators(),
    observations: () => synthetic.observations(),
    employers: () => synthetic.employers(),
    worker_cohorts: () => synthetic.workerCohorts(),
    awards: () => synthetic.awards(),
    award_results: () => synthetic.awardResults(),
    ...(returns > 0 && { employer_returns: () => synthetic.employerReturns() }),
  };
  await mkdir(out, { recursive: true });
  const written: { table: string; rows: number }[] = [];
  const resources = descriptor.resources.filter(({ name }) => name === "regions" || name in tables);
  for (const { name, path, schema } of resources) {
    const rows = tables[name];
    if (rows)
      written.push({
        table: name,
        rows: await writeCsv(
          join(out, path),
          schema.fields.map((field) => field.name),
          rows(),
        ),
      });
    else await copyFile(join(dataFolder, path), join(out, path));
  }
  await writeFile(
    join(out, DESCRIPTOR),
    JSON.stringify(
      {
        ...descriptor,
        name: "cakupan-synthetic",
        title: "SYNTHETIC data of the shape of Cakupan",
        description: `Generated with scale ${scale} and seed ${seed}; says nothing about the world.`,
        version: `scale-${scale}-seed-${seed}${coverage ? "-coverage" : ""}`,
        resources,
      },
      null,
      2,
    ),
  );
  return written;
}

/** Writes rows in the order of the table's columns. Throws an Error when a row has a cell for which there is no column. */
async function writeCsv(
  path: string,
  columns: readonly string[],
  rows: Generator<SyntheticRow>,
): Promise<number> {
  const known = new Set(columns);
  let count = 0;
  function* lines(): Generator<string> {
    yield `${columns.join(",")}\n`;
    let chunk = "";
    for (const row of rows) {
      const unknown = Object.keys(row).filter((name) => !known.has(name));
      if (unknown.length > 0) throw new Error(`${path} has no column ${unknown.join(", ")}`);
      chunk += `${columns.map((name) => csvCell(row[name] ?? "")).join(",")}\n`;
      count += 1;
      if (chunk.length > 65_536) {
        yield chunk;
        chunk = "";
      }
    }
    yield chunk;
  }
  await pipeline(Readable.from(lines(), { objectMode: false }), createWriteStream(path));
  return count;
}

// Generated cells have neither quotes nor line breaks.
const csvCell = (cell: string | number): string | number =>
  typeof cell === "string" && cell.includes(",") ? `"${cell}"` : cell;
