import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { chown, mkdir, readdir, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { BENCH_FOLDER } from "./database.js";

const run = promisify(execFile);

/** A PostgreSQL server of our own, whose data are kept in a folder under var/bench. */
export interface PostgresServer {
  /** Address of a database on it. */
  url: (database: string) => string;
  pid: number | undefined;
  /** Runs statements by psql, and returns what it prints. */
  psql: (database: string, ...statements: string[]) => Promise<string>;
  stop: () => Promise<void>;
}

// As much memory as the private MariaDB has, and as little waiting for the disk.
const SETTINGS = {
  shared_buffers: "2GB",
  work_mem: "64MB",
  random_page_cost: "1.1",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "50",
};

const START_LIMIT_MS = 60_000;
const BIN_PARENT = "/usr/lib/postgresql";

/** Starts PostgreSQL of the system on the loopback address. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = await programs();
  const folder = join(process.cwd(), BENCH_FOLDER, "postgres");
  const data = join(folder, "data");
  const account = await serverAccount();
  await mkdir(folder, { recursive: true });
  if (account.uid !== undefined) await chown(folder, account.uid, account.gid);
  if (!existsSync(join(data, "PG_VERSION"))) {
    await rm(data, { recursive: true, force: true });
    await run(join(bin, "initdb"), ["-D", data, "-U", "cakupan", "-A", "trust", "-E", "UTF8", "--locale=C"], {
      ...account,
      cwd: folder,
    });
  }
  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, port: String(port), unix_socket_directories: "" });
  const log = openSync(join(BENCH_FOLDER, "postgres.log"), "w");
  const server = spawn(
    join(bin, "postgres"),
    ["-D", data, "-h", "127.0.0.1", ...settings.flatMap(([key, value]) => ["-c", `${key}=${value}`])],
    { ...account, cwd: folder, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  const end = (): boolean => server.kill("SIGINT");
  process.once("exit", end);
  const url = (database: string): string => `postgres://cakupan@127.0.0.1:${port}/${database}`;
  const psql = async (database: string, ...statements: string[]): Promise<string> => {
    const args = [
      "-X",
      "-q",
      "-A",
      "-t",
      "-v",
      "ON_ERROR_STOP=1",
      ...statements.flatMap((each) => ["-c", each]),
    ];
    return (await run(join(bin, "psql"), [...args, url(database)])).stdout.trim();
  };
  const stop = async (): Promise<void> => {
    process.off("exit", end);
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGINT");
    await ended;
  };
  await untilItAnswers(() => psql("postgres", "SELECT 1"), stop);
  return { url, pid: server.pid, psql, stop };
}

async function untilItAnswers(question: () => Promise<unknown>, stop: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      await question();
      return;
    } catch (error) {
      if (Date.now() < deadline) await pause(100);
      else {
        await stop();
        throw new Error(`PostgreSQL did not start; see ${join(BENCH_FOLDER, "postgres.log")}.`, {
          cause: error,
        });
      }
    }
  }
}

/** The folder of the newest PostgreSQL on this machine. */
async function programs(): Promise<string> {
  const versions = existsSync(BIN_PARENT) ? await readdir(BIN_PARENT) : [];
  const folders = versions
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => join(BIN_PARENT, version, "bin"));
  const bin = [...folders, ...(process.env.PATH ?? "").split(":")].find((folder) =>
    ["initdb", "postgres", "psql"].every((program) => existsSync(join(folder, program))),
  );
  if (bin === undefined)
    throw new Error("No PostgreSQL server program was found: install postgresql, or leave --peers out.");
  return bin;
}

// It refuses to run as root, whom its package gives an account to run it as.
async function serverAccount(): Promise<{ uid: number; gid: number } | { uid?: never; gid?: never }> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string): Promise<number> => Number((await run("id", [flag, "postgres"])).stdout);
  return { uid: await id("-u"), gid: await id("-g") };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
