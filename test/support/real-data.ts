import { rm } from "node:fs/promises";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mysql from "mysql2/promise";
import { createDataSource } from "../../ormconfig.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { databaseConfig } from "./database-config.js";

export interface DatabaseUrls {
  /** Absent when no MySQL server is at hand. */
  readonly mysql?: string;
}

/** Loads the committed data package once on every engine; tests read it and never write. */
export async function prepareRealData({ mysql: server }: DatabaseUrls): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cakupan-real-"));
  process.env.CAKUPAN_TEST_REAL_FOLDER = folder;
  process.env.CAKUPAN_TEST_REAL_SQLITE = `sqlite:${join(folder, "real.sqlite")}`;
  process.env.CAKUPAN_TEST_EMPTY_SQLITE = join(folder, "empty.sqlite");
  await load(process.env.CAKUPAN_TEST_REAL_SQLITE, process.env.CAKUPAN_TEST_EMPTY_SQLITE);
  if (server === undefined) return;
  const url = new URL(server);
  url.pathname = "/cakupan_test_real";
  const connection = await mysql.createConnection(server);
  await connection.query("DROP DATABASE IF EXISTS cakupan_test_real");
  await connection.query("CREATE DATABASE cakupan_test_real");
  await connection.end();
  process.env.CAKUPAN_TEST_REAL_MYSQL = url.href;
  await load(url.href);
}

/** Removes what is not in a private server's own folder. */
export async function removeRealData(): Promise<void> {
  const folder = process.env.CAKUPAN_TEST_REAL_FOLDER;
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

async function load(url: string, emptyCopy?: string): Promise<void> {
  const dataSource = await createDataSource(databaseConfig(url)).initialize();
  await dataSource.runMigrations();
  if (emptyCopy !== undefined) await dataSource.query("VACUUM INTO ?", [emptyCopy]);
  const report = await loadPackage(dataSource, await openPackage("data"));
  await dataSource.destroy();
  if (report.outcome !== "loaded")
    throw new Error(`The data package was not loaded: ${JSON.stringify(report).slice(0, 2000)}`);
}
