import { afterEach, expect, it } from "@jest/globals";
import { DataSource } from "typeorm";
import { describeEachEngine, type Engine, type FreshDatabase } from "../support/engines.js";

describeEachEngine("A fresh database", (engine) => {
  const cleanUps: (() => Promise<void>)[] = [];

  async function create(): Promise<FreshDatabase> {
    const database = await engine.create();
    cleanUps.unshift(() => database.drop());
    return database;
  }

  async function connect(database: FreshDatabase): Promise<DataSource> {
    const connection = await dataSourceOf(engine, database).initialize();
    cleanUps.unshift(() => connection.destroy());
    return connection;
  }

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) {
      await cleanUp();
    }
  });

  it("answers a query", async () => {
    const connection = await connect(await create());

    expect(await connection.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("does not see the tables of another", async () => {
    const first = await connect(await create());
    const second = await connect(await create());
    await first.query("CREATE TABLE note (id INTEGER)");

    expect(await first.query("SELECT note.id FROM note")).toEqual([]);
    await expect(second.query("SELECT note.id FROM note")).rejects.toThrow(/note/);
  });

  it("loses everything when it is dropped", async () => {
    const dropped = await create();
    const before = await connect(dropped);
    await before.query("CREATE TABLE note (id INTEGER)");
    await dropped.drop();

    const readAgain = async (): Promise<unknown> =>
      (await connect(dropped)).query("SELECT note.id FROM note");
    await expect(readAgain()).rejects.toThrow();
  });
});

function dataSourceOf(engine: Engine, { url }: FreshDatabase): DataSource {
  return engine.name === "mysql"
    ? new DataSource({ type: "mysql", url })
    : new DataSource({ type: "better-sqlite3", database: url.slice("sqlite:".length) });
}
