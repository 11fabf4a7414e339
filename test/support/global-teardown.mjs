import { tsImport } from "tsx/esm/api";

export default async function globalTeardown() {
  const { tearDownDatabases } = await tsImport("./global-teardown.ts", import.meta.url);
  await tearDownDatabases();
}
