import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { lockMysql } from "../../src/database/mysql.lock.js";
import { databaseConfig } from "../support/database-config.js";
import { engines } from "../support/engines.js";

const mysql = engines().find(({ name }) => name === "mysql");

(mysql ? describe : describe.skip)("The lease of a MySQL database", () => {
  let drop: () => Promise<void>;
  let url = "";
  const open: DataSource[] = [];
  const connect = async (): Promise<DataSource> => {
    const dataSource = await createDataSource(databaseConfig(url)).initialize();
    open.push(dataSource);
    return dataSource;
  };
  beforeEach(async () => {
    const database = await mysql?.create();
    ({ url, drop } = database ?? { url, drop });
  });
  afterEach(async () => {
    for (const dataSource of open.splice(0)) await dataSource.destroy();
    await drop();
  });
  const silent = (): void => undefined;
  const holdElsewhere = (dataSource: DataSource): Promise<unknown> =>
    dataSource.query(
      "UPDATE leases SET token = 'theirs', holder = 'process 7 on elsewhere', server = 'elsewhere'",
    );

  it("is made by whichever of many first starts comes first, and held by one at a time", async () => {
    let [held, most] = [0, 0];
    const starts = await Promise.all([1, 2, 3, 4].map(connect));
    await Promise.all(
      starts.map(async (dataSource) => {
        const release = await lockMysql(dataSource, silent);
        most = Math.max(most, (held += 1));
        await pause(50);
        held -= 1;
        await release();
      }),
    );
    expect(most).toBe(1);
  });

  it("is free at once when its holder at the same server is gone", async () => {
    const [gone, next] = [await connect(), await connect()];
    await lockMysql(gone, silent);
    await gone.destroy();
    open.splice(open.indexOf(gone), 1);
    await (
      await lockMysql(next, silent)
    )();
  });

  it("is left to a holder at another server as long as that shows life", async () => {
    const dataSource = await connect();
    await (
      await lockMysql(dataSource, silent)
    )();
    await holdElsewhere(dataSource);
    const life = setInterval(() => void dataSource.query("UPDATE leases SET beat = beat + 1"), 100);
    let taken = false;
    const told: string[] = [];
    const waiting = lockMysql(dataSource, (message) => told.push(message), 4).then((release) => {
      taken = true;
      return release;
    });
    await pause(2_000);
    expect(taken).toBe(false);
    clearInterval(life);
    await (
      await waiting
    )();
    // However often it was tried, the lock of this server is free again.
    const next = await connect();
    let waited = false;
    const again = await lockMysql(next, () => (waited = true));
    expect(waited).toBe(false);
    await again();
    expect(told[0]).toMatch(/^Waiting for process 7 on elsewhere, which/);
    expect(await dataSource.query("SELECT l.token AS token FROM leases l")).toEqual([{ token: "" }]);
  });
});
