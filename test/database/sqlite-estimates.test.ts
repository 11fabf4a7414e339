import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createDataSource } from "../../ormconfig.js";
import { Session } from "../../src/database/session.js";
import { type SqliteDataSource } from "../../src/database/sqlite-data-source.js";
import { sqliteEngine } from "../../src/database/sqlite.engine.js";
import { runPlain, sql } from "../../src/database/statement.js";
import { createMigrated } from "../support/copied-tables.js";
import { databaseConfig } from "../support/database-config.js";
import { engines, type FreshDatabase } from "../support/engines.js";

/** Of so many rows samples are kept. */
const MANY = 20_000;

describe("What tables hold is estimated for SQLite", () => {
  let database: FreshDatabase;
  let dataSource: SqliteDataSource;
  let asked = 0;

  beforeEach(async () => {
    const sqlite = engines().find(({ name }) => name === "sqlite");
    if (!sqlite) throw new Error("SQLite is always there");
    database = await createMigrated(sqlite);
    dataSource = (await createDataSource(databaseConfig(database.url)).initialize()) as SqliteDataSource;
    await dataSource.runMigrations();
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  /** Adds sources: the first ones say nothing that others do not say, but ten are LAWs, and ten others of a publisher. */
  const add = (from: number, to: number): Promise<unknown> =>
    dataSource.query(
      `WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?)
        INSERT INTO sources (slug, type, publisher, title, dataset)
        SELECT 's-' || i, IIF(i <= 10, 'LAW', 'REPORT'), IIF(i > 10 AND i <= 20, 'few', 'many'), 't', 'd' FROM n`,
      [from, to],
    );
  const refresh = (changed: Record<string, number> = {}): Promise<void> =>
    sqliteEngine.refreshEstimates(dataSource, new Map(Object.entries(changed)));
  /** The numbers of rows that the estimates of tables count. */
  const known = async (): Promise<Record<string, number>> => {
    const rows = await dataSource.query<{ tbl: string; n: number }[]>(
      "SELECT s.tbl, MAX(CAST(s.stat AS INTEGER)) AS n FROM sqlite_stat1 s GROUP BY s.tbl",
    );
    return Object.fromEntries(rows.map(({ tbl, n }) => [tbl, n]));
  };
  /** How a reader runs a statement, whose text is another each time. */
  const plan = async (type: string, publisher: string): Promise<string> => {
    const session = new Session(dataSource, new AbortController().signal);
    // To explain a statement is not to run it, by which a connection notices that the schema has changed.
    await runPlain(session, "look", sql`SELECT 1 FROM sources t LIMIT 1`);
    const text = `SELECT t.slug AS s${String((asked += 1))} FROM sources t WHERE t.type = ? AND t.publisher = ?`;
    const steps = await sqliteEngine.planOf(session, { text, values: [type, publisher], isBrief: false });
    return steps.join();
  };

  it("by the values that are asked for where there are many rows, at once for readers that are open", async () => {
    await add(1, MANY);
    await plan("LAW", "many");
    await refresh({ sources: MANY });
    const [law, few] = [await plan("LAW", "many"), await plan("REPORT", "few")];
    expect(law).toContain("(type=?)");
    expect(few).toContain("(publisher=?)");
    // Later ones are told too.
    await dataSource.query("UPDATE sources SET type = IIF(type = 'LAW', 'REPORT', 'LAW')");
    await refresh({ sources: MANY });
    expect(await plan("LAW", "few")).toContain("(publisher=?)");
    expect(await plan("REPORT", "many")).toContain("(type=?)");
  });

  it("as averages where there are few, so that statements need not be planned each time", async () => {
    await add(1, MANY - 1);
    await refresh({ sources: MANY });
    expect(await dataSource.query("SELECT tbl FROM sqlite_stat4 s WHERE s.tbl = 'sources'")).toEqual([]);
    expect(
      await dataSource.query("SELECT s.stat FROM sqlite_stat1 s WHERE s.stat LIKE '% 10000'"),
    ).toHaveLength(2);
  });

  it("anew when a tenth has changed, with what a load has changed besides", async () => {
    await add(1, 40);
    await dataSource.query("INSERT INTO search_index_parts VALUES (1, 'd', 'c')");
    await refresh({ sources: 40 });
    expect(await known()).toMatchObject({ sources: 40, search_index_parts: 1 });
    await add(41, 43);
    await refresh({ sources: 3 });
    expect(await known()).toMatchObject({ sources: 40 });
    await add(44, 44);
    await refresh({ sources: 1 });
    expect(await known()).toMatchObject({ sources: 44 });
  });

  it("when they never were, or without samples that many rows need", async () => {
    await add(1, MANY);
    await dataSource.query("PRAGMA analysis_limit = 1000");
    await dataSource.query("ANALYZE sources");
    await refresh();
    expect(await dataSource.query("SELECT DISTINCT s.tbl FROM sqlite_stat4 s")).toEqual([{ tbl: "sources" }]);
  });
});
