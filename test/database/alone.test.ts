import { afterEach, expect, it } from "@jest/globals";
import Sqlite from "better-sqlite3";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { alone } from "../../src/database/connect.js";
import { databaseConfig } from "../support/database-config.js";
import { describeEachEngine } from "../support/engines.js";

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A task that says when it has begun, and lasts until it is ended. */
function task(): { run: () => Promise<void>; begun: Promise<void>; end: () => void } {
  let [begin, end] = [(): void => undefined, (): void => undefined];
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run = (): Promise<void> => {
    begin();
    return ended;
  };
  return { run, begun, end };
}

describeEachEngine("What only one process may do at a time", (engine) => {
  const open = async (url: string): Promise<DataSource> => {
    const dataSource = await createDataSource(databaseConfig(url)).initialize();
    cleanUps.push(() => dataSource.destroy());
    return dataSource;
  };
  const database = async (): Promise<string> => {
    const { url, drop } = await engine.create();
    cleanUps.push(drop);
    return url;
  };

  it("is waited for, saying for whom and how long, and then done", async () => {
    const url = await database();
    const [one, other] = [await open(url), await open(url)];
    const first = task();
    const events: string[] = [];
    const running = alone(one, first.run);
    await first.begun;
    let finished: Promise<unknown> = Promise.resolve();
    const told = new Promise<string>((resolve) => {
      finished = alone(other, () => Promise.resolve(events.push("second")), resolve);
    });
    expect(await told).toMatch(
      new RegExp(
        `^Waiting for process ${process.pid} (on .+ )?\\(.*, since 20.*Z\\), which .*, for at most ten minutes$`,
      ),
    );
    expect(events).toEqual([]);
    first.end();
    await running;
    await finished;
    expect(events).toEqual(["second"]);
  });

  it("gives its turn away when it fails", async () => {
    const dataSource = await open(await database());
    await expect(alone(dataSource, () => Promise.reject(new Error("a fault")))).rejects.toThrow("a fault");
    expect(await alone(dataSource, () => Promise.resolve("done"))).toBe("done");
  });

  if (engine.name === "sqlite") {
    it("waits for other programs that write, and stands not still meanwhile", async () => {
      const url = await database();
      const dataSource = await open(url);
      const program = new Sqlite(url.slice("sqlite:".length));
      program.exec("BEGIN IMMEDIATE");
      let [ticks, told] = [0, ""];
      const clock = setInterval(() => (ticks += 1), 20);
      const tell = (message: string): void => {
        told = message;
        setTimeout(() => program.close(), 300);
      };
      await alone(dataSource, () => Promise.resolve(), tell);
      clearInterval(clock);
      expect(told).toContain("another program");
      expect(ticks).toBeGreaterThan(3);
    });

    it("says in our words that another program has not stopped writing", async () => {
      const dataSource = await open(await database());
      const busy = Object.assign(new Error("database is locked"), { code: "SQLITE_BUSY" });
      await expect(alone(dataSource, () => Promise.reject(busy))).rejects.toThrow(
        /^Another program has been writing to .* for too long: try again when it has finished$/,
      );
    });
  }
});
