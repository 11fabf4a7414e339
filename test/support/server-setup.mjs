import { tsImport } from "tsx/esm/api";
// Tests start the compiled programs.
import "../../scripts/compile.mjs";

/** For tests that need a server, but not the real data. */
export default async function serverSetup() {
  const { setUpServer } = await tsImport("./global-setup.ts", import.meta.url);
  await setUpServer();
}
