import "./global-setup.js";

export async function tearDownDatabases(): Promise<void> {
  await globalThis.cakupanTestServer?.stop();
  globalThis.cakupanTestServer = undefined;
}
