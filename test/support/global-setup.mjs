// Jest loads its global hooks outside its own module system, where ".ts" and ".js" names are not mapped.
import { tsImport } from "tsx/esm/api";
// Tests start the compiled programs.
import "../../scripts/compile.mjs";

export default async function globalSetup() {
  const { setUpDatabases } = await tsImport("./global-setup.ts", import.meta.url);
  await setUpDatabases();
}
