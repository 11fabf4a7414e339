import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { databaseConfig } from "../support/database-config.js";
import { describeEachEngine, type FreshDatabase } from "../support/engines.js";

const FOLDER = "src/database/migrations";
const LIST = "test/database/migration-digests.json";

describe("Migrations", () => {
  let digests: Record<string, string>;
  let texts: ReadonlyMap<string, string>;

  beforeAll(async () => {
    digests = JSON.parse(await readFile(LIST, "utf8"));
    const names = (await readdir(FOLDER)).filter((name) => name !== "index.ts").sort();
    texts = new Map(
      await Promise.all(
        names.map(async (name) => [name, await readFile(`${FOLDER}/${name}`, "utf8")] as const),
      ),
    );
  });

  /** Released migrations that were edited or removed, and others that would run before a released one. */
  function faults(files: ReadonlyMap<string, string>): string[] {
    const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");
    const last = Object.keys(digests).sort().at(-1) ?? "";
    return [
      ...Object.entries(digests).flatMap(([name, digest]) => {
        const text = files.get(name);
        if (text === undefined) return [`${name} is removed`];
        return digestOf(text) === digest ? [] : [`${name} is edited`];
      }),
      ...[...files.keys()]
        .filter((name) => !(name in digests) && name < last)
        .map((name) => `${name} is not after ${last}`),
    ];
  }

  it("are never edited once they are released: what is missing goes into a new one, after all of them", () => {
    expect(faults(texts)).toEqual([]);
  });

  it("are reported when they are released, and edited or removed, or new and not the last", () => {
    const [first = "", second = ""] = texts.keys();
    const last = Object.keys(digests).at(-1) ?? "";
    const edited = new Map(texts).set(first, `${texts.get(first) ?? ""}\n`);
    edited.delete(second);
    edited.set("1700000000000-early.ts", "").set("9999999999999-new.ts", "");
    expect(faults(edited)).toEqual([
      `${first} is edited`,
      `${second} is removed`,
      `1700000000000-early.ts is not after ${last}`,
    ]);
  });

  it("are all listed in the index, in the order of their files", () => {
    const { migrations } = createDataSource(databaseConfig("sqlite::memory:")).options;
    const classes = (migrations as (() => void)[]).map(({ name }) => /\d+$/.exec(name)?.[0]);
    expect(classes).toEqual([...texts.keys()].map((name) => name.split("-")[0]));
  });
});

describeEachEngine("The migration of what one release made in its first", (engine) => {
  let database: FreshDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await engine.create();
    dataSource = await createDataSource(databaseConfig(database.url)).initialize();
    await dataSource.runMigrations();
    await dataSource.query(
      "INSERT INTO regions (code, level, name, official_name, aliases, administrative) VALUES ('ID', 'COUNTRY', 'Indonesia', 'Indonesia', '[]', 0)",
    );
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const forget = (...names: string[]): Promise<unknown> =>
    Promise.all(names.map((name) => dataSource.query("DELETE FROM migrations WHERE name = ?", [name])));
  /** Columns, and indexes by name, of the tables that it is about. */
  async function structure(): Promise<string[]> {
    const runner = dataSource.createQueryRunner();
    const tables = await Promise.all(
      ["observations", "statistic_series", "datasets"].map((name) => runner.getTable(name)),
    );
    await runner.release();
    return tables
      .flatMap((table) => [
        ...(table?.columns ?? []).map(({ name, type, isNullable }) => `${name} ${type} ${isNullable}`),
        ...(table?.indices ?? []).map(({ name, columnNames }) => `${name} ${columnNames.join()}`),
      ])
      .sort();
  }

  it("leaves a database as it is that has everything", async () => {
    const before = await structure();
    expect(before.join("\n")).toContain("observations_current region_code,current,category_code");
    await forget("CurrentStatements1763640000000", "DatasetRules1763760000000");
    const applied = await dataSource.runMigrations();
    expect(applied.map(({ name }) => name)).toEqual([
      "CurrentStatements1763640000000",
      "DatasetRules1763760000000",
    ]);
    expect(await structure()).toEqual(before);
    expect(await dataSource.query("SELECT code FROM regions")).toEqual([{ code: "ID" }]);
  });

  it.each([
    ["its table and index", ["DROP TABLE statistic_series", "DROP INDEX"]],
    [
      "all of it",
      ["DROP TABLE statistic_series", "DROP INDEX", "ALTER TABLE observations DROP COLUMN `current`"],
    ],
  ])("goes on after a run that broke off when %s was missing", async (_, statements) => {
    const before = await structure();
    const later = dataSource.migrations.filter(
      ({ constructor: { name } }) => name.slice(-13) > "1763640000000",
    );
    for (let left = later.length; left > 0; left -= 1) await dataSource.undoLastMigration();
    await forget("CurrentStatements1763640000000");
    const name = dataSource.namingStrategy.indexName("observations", [
      "region_code",
      "current",
      "category_code",
    ]);
    const dropIndex = `DROP INDEX ${name}${engine.name === "sqlite" ? "" : " ON observations"}`;
    for (const statement of statements)
      await dataSource.query(statement === "DROP INDEX" ? dropIndex : statement);
    await dataSource.runMigrations();
    expect(await structure()).toEqual(before);
    expect(await dataSource.query("SELECT code FROM regions")).toEqual([{ code: "ID" }]);
  });
});
