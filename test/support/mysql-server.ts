import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { accessSync, closeSync, constants, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import mysql from "mysql2/promise";

const run = promisify(execFile);

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;
const PORT_ATTEMPTS = 3;
const EXIT_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface PrivateServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** The path of a MariaDB or MySQL server program on this machine. */
export function findMysqlServer(): string | undefined {
  return findProgram(["mariadbd", "mysqld"]);
}

/**
 * Starts a server of our own on the loopback address. Its data lives in a temporary directory, unless one is named:
 * that is kept, and found again by the next start.
 */
export async function startMysqlServer(
  program: string,
  { kept, settings = [] }: { kept?: string; settings?: string[] } = {},
): Promise<PrivateServer> {
  const directory = kept ?? (await mkdtemp(join(tmpdir(), "cakupan-mysql-")));
  let server: ChildProcess | undefined;
  const forget = atProcessEnd(() => {
    // What is kept must be left whole.
    server?.kill(kept === undefined ? "SIGKILL" : "SIGTERM");
    if (kept === undefined) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  const stop = async (): Promise<void> => {
    await end(server);
    if (kept === undefined) await rm(directory, { recursive: true, force: true });
    forget();
  };
  try {
    if (!existsSync(dataDirectory(directory))) await initialise(program, directory);
    const account = await writeAccount(directory);
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      const url = `mysql://${account.user}:${account.password}@127.0.0.1:${port}/`;
      const errorLog = join(directory, `error-${attempt}.log`);
      const arguments_ = [...serverArguments(directory, port, account.initFile), ...settings];
      server = spawnServer(program, arguments_, errorLog);
      const problem = await untilItAnswers(server, url);
      if (problem === undefined) {
        return { url, stop };
      }
      await end(server);
      const log = lastLines(errorLog, 20);
      if (!log.includes("already in use") || attempt === PORT_ATTEMPTS) {
        throw new Error(`The private MySQL server did not start: ${problem}.\n${log}`);
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

async function initialise(program: string, directory: string): Promise<void> {
  const { stdout: version } = await run(program, ["--no-defaults", "--version"]);
  const arguments_ = ["--no-defaults", ...runAsRoot(), `--datadir=${dataDirectory(directory)}`];
  if (!version.includes("MariaDB")) {
    await run(program, [...arguments_, "--initialize-insecure"]);
    return;
  }
  const bin = dirname(program);
  const installer = findProgram(
    ["mariadb-install-db", "mysql_install_db"],
    [bin, join(bin, "../bin"), join(bin, "../scripts")],
  );
  if (installer === undefined) {
    throw new Error(`${program} is MariaDB, but its mariadb-install-db was not found.`);
  }
  await run(installer, [
    ...arguments_,
    "--skip-test-db",
    "--skip-name-resolve",
    "--auth-root-authentication-method=socket",
  ]);
}

/** The server's own root account is reachable only through its socket, so others get an account. */
async function writeAccount(directory: string): Promise<Account> {
  const user = "cakupan";
  const password = randomBytes(18).toString("hex");
  const initFile = join(directory, "init.sql");
  await writeFile(
    initFile,
    `CREATE USER IF NOT EXISTS '${user}'@'127.0.0.1' IDENTIFIED BY '${password}';\n` +
      `ALTER USER '${user}'@'127.0.0.1' IDENTIFIED BY '${password}';\n` +
      `GRANT ALL PRIVILEGES ON *.* TO '${user}'@'127.0.0.1' WITH GRANT OPTION;\n`,
    { mode: 0o600 },
  );
  return { user, password, initFile };
}

interface Account {
  readonly user: string;
  readonly password: string;
  readonly initFile: string;
}

function spawnServer(program: string, serverArguments: string[], errorLog: string): ChildProcess {
  const log = openSync(errorLog, "a");
  try {
    return spawn(program, serverArguments, { stdio: ["ignore", log, log] });
  } finally {
    closeSync(log);
  }
}

/** Resolves when the process is no more, which it is by force once it lingers. */
async function end(server: ChildProcess | undefined): Promise<void> {
  if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) {
    return;
  }
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  const kill = setTimeout(() => server.kill("SIGKILL"), STOP_LIMIT_MS);
  await ended;
  clearTimeout(kill);
}

/** Runs the action however this process ends, short of SIGKILL; the result takes it back. */
function atProcessEnd(action: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    forget();
    action();
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    process.off("exit", action);
    EXIT_SIGNALS.forEach((signal) => process.off(signal, onSignal));
  };
  process.once("exit", action);
  EXIT_SIGNALS.forEach((signal) => process.once(signal, onSignal));
  return forget;
}

function serverArguments(directory: string, port: number, initFile: string): string[] {
  return [
    // Must come first; the machine's own server settings are not ours.
    "--no-defaults",
    ...runAsRoot(),
    `--datadir=${dataDirectory(directory)}`,
    `--tmpdir=${directory}`,
    `--secure-file-priv=${directory}`,
    `--socket=${join(directory, "server.sock")}`,
    `--pid-file=${join(directory, "server.pid")}`,
    `--init-file=${initFile}`,
    "--bind-address=127.0.0.1",
    `--port=${port}`,
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--default-time-zone=+00:00",
    "--max-connections=200",
    "--innodb-buffer-pool-size=256M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--sync-binlog=0",
    "--skip-log-bin",
    "--performance-schema=OFF",
    "--loose-mysqlx=OFF",
  ];
}

/** What went wrong, or undefined once the server answers. */
async function untilItAnswers(server: ChildProcess, url: string): Promise<string | undefined> {
  let problem: string | undefined;
  server.once("error", (error) => (problem = error.message));
  server.once("exit", (code, signal) => (problem ??= `it ended with ${signal ?? `code ${code ?? "?"}`}`));
  const deadline = Date.now() + START_LIMIT_MS;
  let refusal = "";
  while (problem === undefined && Date.now() < deadline) {
    try {
      const connection = await mysql.createConnection({ uri: url, connectTimeout: 5_000 });
      await connection.query("SELECT 1");
      await connection.end();
      return undefined;
    } catch (error) {
      refusal = error instanceof Error ? error.message : String(error);
      await sleep(50);
    }
  }
  return problem ?? `no answer within ${START_LIMIT_MS / 1000} s (${refusal})`;
}

function lastLines(file: string, count: number): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-count).join("\n");
  } catch {
    return "(it left no error log)";
  }
}

function dataDirectory(directory: string): string {
  return join(directory, "data");
}

/** The server refuses to run as root unless told so by name. */
function runAsRoot(): string[] {
  return process.getuid?.() === 0 ? ["--user=root"] : [];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

function findProgram(names: string[], closeBy: string[] = []): string | undefined {
  const directories = [
    ...closeBy,
    ...(process.env.PATH ?? "").split(delimiter).filter((directory) => directory !== ""),
    "/usr/sbin",
    "/usr/libexec",
    "/usr/local/mysql/bin",
  ];
  return names.flatMap((name) => directories.map((directory) => join(directory, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
