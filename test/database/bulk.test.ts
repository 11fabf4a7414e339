import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { DataSource, EntityManager } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { engineOf } from "../../src/database/engines.js";
import { createMigrated } from "../support/copied-tables.js";
import { databaseConfig } from "../support/database-config.js";
import { describeEachEngine, type FreshDatabase } from "../support/engines.js";

const MANY = 1_000_000;

describeEachEngine("Many rows written into an empty table", (engine) => {
  let database: FreshDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createMigrated(engine);
    dataSource = await createDataSource(databaseConfig(database.url)).initialize();
    await dataSource.runMigrations();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  async function indexes({ queryRunner }: Pick<EntityManager, "queryRunner">): Promise<string[]> {
    const runner = queryRunner ?? dataSource.createQueryRunner();
    const table = await runner.getTable("sources");
    return (table?.indices ?? []).map(({ name = "", columnNames }) => `${name} ${columnNames.join()}`).sort();
  }
  const write = (manager: EntityManager): Promise<unknown> =>
    manager.query(
      "INSERT INTO sources (slug, type, publisher, title, dataset) VALUES ('s', 'REPORT', 'p', 't', 'd')",
    );
  const inTransaction = (rows: number, work: (manager: EntityManager) => Promise<unknown>): Promise<void> =>
    dataSource.transaction((manager) =>
      engineOf(manager).writeMany(manager, "sources", rows, async () => {
        await work(manager);
      }),
    );

  it("find the same indexes afterwards, which SQLite makes only then", async () => {
    const before = await indexes(dataSource.manager);
    expect(before.length).toBeGreaterThan(2);
    await inTransaction(MANY, async (manager) => {
      expect(await indexes(manager)).toEqual(engine.name === "sqlite" ? [] : before);
      await write(manager);
    });
    expect(await indexes(dataSource.manager)).toEqual(before);
    expect(await dataSource.query("SELECT slug FROM sources WHERE publisher = 'p'")).toEqual([{ slug: "s" }]);
  });

  it("are estimated, so that a statement begins at the index that leads to the fewest", async () => {
    for (let place = 0; place < 40; place += 1)
      await dataSource.query(
        "INSERT INTO sources (slug, type, publisher, title, dataset) VALUES (?, 'REPORT', ?, 't', 'd')",
        [`s-${place}`, `p-${place}`],
      );
    await engineOf(dataSource).refreshEstimates(dataSource, new Map([["sources", MANY]]));
    const estimates =
      engine.name === "sqlite"
        ? "SELECT DISTINCT tbl AS `table` FROM sqlite_stat1 WHERE tbl = 'sources'"
        : "SELECT table_name AS `table` FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'sources' AND table_rows = 40";
    expect(await dataSource.query(estimates)).toEqual([{ table: "sources" }]);
  });

  it("leave neither rows nor missing indexes when they are not written to the end", async () => {
    const before = await indexes(dataSource.manager);
    const failing = inTransaction(MANY, async (manager) => {
      await write(manager);
      throw new Error("cut short");
    });
    await expect(failing).rejects.toThrow("cut short");
    expect(await indexes(dataSource.manager)).toEqual(before);
    expect(await dataSource.query("SELECT slug FROM sources")).toEqual([]);
  });

  it("go into the indexes one by one where they are few, or where rows are there already", async () => {
    const before = await indexes(dataSource.manager);
    const seen: string[][] = [];
    await inTransaction(1, async (manager) => {
      await write(manager);
      seen.push(await indexes(manager));
    });
    await inTransaction(MANY, async (manager) => {
      seen.push(await indexes(manager));
    });
    expect(seen).toEqual([before, before]);
  });
});
