import "./global-setup.js";
import { removeRealData } from "./real-data.js";

export async function tearDownDatabases(): Promise<void> {
  await globalThis.cakupanTestServer?.stop();
  globalThis.cakupanTestServer = undefined;
  await removeRealData();
}
