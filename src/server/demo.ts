import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { SERVER_VERSION } from "../modules/about/server-version.js";
import { writeSynthetic } from "../transfer/synthetic/write-synthetic.js";
import { openPackage, type DataPackage } from "../transfer/package/package.js";

/** Where a demonstration is kept: a database of its own, so that synthetic rows never reach another one. */
export const DEMO_DATABASE = "sqlite:var/demo.sqlite";
const FOLDER = "var/demo";

/** Synthetic rows to be served beside the data of a folder; they are generated once for each scale. */
export async function openDemo(dataFolder: string, scale: number): Promise<DataPackage> {
  const folder = `${FOLDER}/${SERVER_VERSION}-scale-${scale}`;
  if (!existsSync(folder)) {
    // A folder under its own name is whole.
    const unfinished = `${folder}.${process.pid}`;
    await writeSynthetic({ dataFolder, out: unfinished, scale, seed: 1 });
    await rename(unfinished, folder);
  }
  const { tables, ...demo } = await openPackage(folder);
  // Regions belong to no package: whichever is loaded last would set them.
  return { ...demo, tables: tables.filter(({ resource }) => resource.name !== "regions") };
}
