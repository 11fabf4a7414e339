import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { migrate, migrationState, NewerDatabase, requireCurrent } from "../../src/server/migrations.js";
import { RULES } from "../../src/transfer/load/rules.js";
import { databaseConfig } from "../support/database-config.js";
import { describeEachEngine, type FreshDatabase } from "../support/engines.js";
import { schemaDifferences } from "../support/schema-differences.js";

describeEachEngine("A database", (engine) => {
  let database: FreshDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await engine.create();
    dataSource = await createDataSource(databaseConfig(database.url)).initialize();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const migrations = (): Promise<unknown[]> =>
    dataSource.query("SELECT m.name FROM migrations m ORDER BY m.id");
  const load = (name: string, rules: number, revision: number): Promise<unknown> =>
    dataSource.query(
      "INSERT INTO datasets (name, title, digest, licences, row_counts, loaded_at, revision, rules) VALUES (?, '', '', '[]', '[]', '2026-01-01 00:00:00.000', ?, ?)",
      [name, revision, rules],
    );

  it("without tables is pending, and nothing is made by looking", async () => {
    expect(await migrationState(dataSource)).toBe("pending");
    await expect(requireCurrent(dataSource)).rejects.toThrow("npm run migrate");
    const runner = dataSource.createQueryRunner();
    expect(await runner.hasTable("migrations")).toBe(false);
    await runner.release();
  });

  it("is migrated once, and then current", async () => {
    expect(await migrate(dataSource)).toEqual(
      dataSource.migrations.map(({ constructor }) => constructor.name),
    );
    expect(await migrate(dataSource)).toEqual([]);
    expect(await migrationState(dataSource)).toBe("current");
    await requireCurrent(dataSource);
  });

  it("with a migration of a newer version is refused, by name and with what to do, and left alone", async () => {
    await migrate(dataSource);
    await dataSource.query("DELETE FROM migrations WHERE name = 'DatasetRules1763760000000'");
    await dataSource.query("INSERT INTO migrations (timestamp, name) VALUES (9999, 'Future9999')");
    const before = await migrations();
    expect(await migrationState(dataSource)).toBe("newer");
    for (const use of [migrate, requireCurrent]) {
      const refusal = use(dataSource);
      await expect(refusal).rejects.toThrow(NewerDatabase);
      await expect(refusal).rejects.toThrow(/does not know its migration Future9999.*Start that version/);
    }
    expect(await migrations()).toEqual(before);
  });

  it("whose last load followed newer rules is refused, but not one of older rules", async () => {
    await migrate(dataSource);
    await load("old", 0, 2);
    expect(await migrationState(dataSource)).toBe("current");
    await load("new", RULES + 1, 3);
    expect(await migrationState(dataSource)).toBe("newer");
    await expect(migrate(dataSource)).rejects.toThrow(
      `its data follows version ${RULES + 1} of the rules, and this version follows ${RULES}`,
    );
    await load("newest", RULES, 4);
    expect(await migrationState(dataSource)).toBe("current");
  });

  it.each([5, 20, 30])("whose migration broke off after %s changes goes on from there", async (last) => {
    const { createQueryRunner } = dataSource;
    let changes = 0;
    dataSource.createQueryRunner = (mode) => {
      const runner = createQueryRunner.call(dataSource, mode);
      const query = runner.query.bind(runner);
      runner.query = (statement: string, ...more: []) => {
        if (/^(CREATE|ALTER TABLE|DROP)/.test(statement) && (changes += 1) > last)
          throw new Error("The server is gone");
        return query(statement, ...more);
      };
      return runner;
    };
    const log = jest.spyOn(console, "log").mockReturnValue();
    await expect(migrate(dataSource)).rejects.toThrow("The server is gone");
    log.mockRestore();
    dataSource.createQueryRunner = createQueryRunner;
    // One runner serves all of SQLite.
    await dataSource.destroy();
    await dataSource.initialize();
    await migrate(dataSource);
    expect(await migrationState(dataSource)).toBe("current");
    expect(await schemaDifferences(database.url)).toEqual([]);
  });
});
