import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { SERVER_VERSION } from "../modules/about/server-version.js";
import { writeSynthetic } from "../transfer/synthetic/write-synthetic.js";
import { openPackage, type DataPackage } from "../transfer/package/package.js";

const FOLDER = "var/demo";

/** Opens the package of synthetic rows for the data of a folder; it is generated once for each version and scale. */
export async function openDemo(dataFolder: string, scale: number): Promise<DataPackage> {
  const folder = `${FOLDER}/${SERVER_VERSION}-scale-${scale}`;
  if (!existsSync(folder)) {
    // The folder is renamed when it is complete, so that an interrupted run leaves no partial one under its name.
    const unfinished = `${folder}.${process.pid}`;
    await writeSynthetic({ dataFolder, out: unfinished, scale, seed: 1 });
    await rename(unfinished, folder);
  }
  const { tables, ...demo } = await openPackage(folder);
  // Packages share the regions, and the last one loaded would overwrite them.
  return { ...demo, tables: tables.filter(({ resource }) => resource.name !== "regions") };
}
