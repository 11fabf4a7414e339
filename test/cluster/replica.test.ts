import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import mysql, { type Connection, type RowDataPacket } from "mysql2/promise";
import { DATABASE_USER, freePorts, handOver, killed, missing, until } from "./programs.js";

const run = promisify(execFile);
const MARIADBD = "/usr/sbin/mariadbd";
const ACCOUNTS = `CREATE USER replica@'127.0.0.1' IDENTIFIED BY 'replica';
GRANT REPLICATION SLAVE ON *.* TO replica@'127.0.0.1';
CREATE USER admin@'127.0.0.1' IDENTIFIED BY 'admin';
GRANT ALL ON *.* TO admin@'127.0.0.1';
CREATE USER cakupan@'127.0.0.1' IDENTIFIED BY 'cakupan';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON cakupan.* TO cakupan@'127.0.0.1';
CREATE DATABASE cakupan CHARACTER SET utf8mb4;
`;

if (missing().length > 0 && process.env.CI === "true") {
  it("needs the programs of a database", () => {
    throw new Error(`Missing: ${missing().join(", ")}`);
  });
}

(missing().length > 0 ? describe.skip : describe)(
  "A primary and a replica with the settings of deploy/",
  () => {
    let folder: string;
    let ports: number[];
    const servers: ChildProcess[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "cakupan-replica-"));
      await chmod(folder, 0o755);
      ports = await freePorts(2);
      await Promise.all([start("primary", 0), start("replica", 1)]);
      await asked(1, "admin", async (connection) => {
        await connection.query(
          `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${ports[0]}, MASTER_USER='replica',
          MASTER_PASSWORD='replica', MASTER_USE_GTID=slave_pos`,
        );
        await connection.query("START SLAVE");
      });
    }, 60_000);

    afterAll(async () => {
      await Promise.all(servers.map(killed));
      await rm(folder, { recursive: true, force: true });
    });

    it("have what was written to the primary, whole, in the replica too", async () => {
      await asked(0, "cakupan", async (connection) => {
        await connection.query("CREATE TABLE cakupan.figures (id INT PRIMARY KEY, value INT)");
        await connection.beginTransaction();
        await connection.query("INSERT INTO cakupan.figures VALUES (1, 10), (2, 20)");
        await connection.commit();
      });
      await until("the replica has it", async () => (await figures(1)).length > 0);
      expect(await figures(1)).toEqual([
        { id: 1, value: 10 },
        { id: 2, value: 20 },
      ]);
    });

    it("take no writes of anybody else at the replica", async () => {
      const write = asked(1, "cakupan", (connection) =>
        connection.query("INSERT INTO cakupan.figures VALUES (3, 30)"),
      );
      await expect(write).rejects.toMatchObject({ errno: 1290 });
    });

    async function start(name: "primary" | "replica", place: number): Promise<void> {
      const data = join(folder, name);
      const accounts = join(folder, `${name}.sql`);
      await run("mariadb-install-db", [
        "--no-defaults",
        ...DATABASE_USER,
        `--datadir=${data}`,
        "--skip-test-db",
        "--skip-name-resolve",
      ]);
      // The replica begins as a copy of the primary: with the accounts, which are not to be replicated again.
      await writeFile(accounts, `SET SESSION sql_log_bin = 0;\n${ACCOUNTS}`);
      await handOver(folder);
      const server = spawn(
        MARIADBD,
        [
          `--defaults-file=deploy/${name}.cnf`,
          ...DATABASE_USER,
          `--datadir=${data}`,
          `--socket=${data}/socket`,
          `--pid-file=${data}/pid`,
          `--init-file=${accounts}`,
          "--bind-address=127.0.0.1",
          `--port=${ports[place]}`,
          "--skip-name-resolve",
          "--innodb-buffer-pool-size=16M",
        ],
        { stdio: "ignore" },
      );
      servers.push(server);
      await until(`the ${name} answers`, () =>
        asked(place, "admin", (connection) => connection.ping()).then(() => true),
      );
    }

    async function asked<T>(
      place: number,
      user: string,
      ask: (connection: Connection) => Promise<T>,
    ): Promise<T> {
      const connection = await mysql.createConnection({
        host: "127.0.0.1",
        port: ports[place] ?? 0,
        user,
        password: user,
      });
      try {
        return await ask(connection);
      } finally {
        connection.destroy();
      }
    }

    const figures = (place: number): Promise<unknown[]> =>
      asked(place, "admin", async (connection) => {
        const [rows] = await connection.query<RowDataPacket[]>("SELECT * FROM cakupan.figures ORDER BY id");
        return rows.map((row) => ({ ...row }));
      });
  },
);
