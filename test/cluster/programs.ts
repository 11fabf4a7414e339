import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";

const run = promisify(execFile);

export const GALERA = "/usr/lib/galera/libgalera_smm.so";
const NEEDED = {
  mariadbd: ["/usr/sbin/mariadbd", "/usr/bin/mariadbd"],
  "mariadb-install-db": ["/usr/bin/mariadb-install-db"],
  "galera-4": [GALERA],
  haproxy: ["/usr/sbin/haproxy"],
  rsync: ["/usr/bin/rsync"],
};

const isThere = (file: string): boolean => {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

/** Programs that a cluster needs and this machine lacks. */
export const missing = (): string[] =>
  Object.entries(NEEDED).flatMap(([name, files]) => (files.some(isThere) ? [] : [name]));

const isRoot = process.getuid?.() === 0;

/** Whom database servers run as: rsync refuses to copy between servers of root. */
export const DATABASE_USER = isRoot ? ["--user=mysql"] : [];

/** Lets the database servers use a folder. */
export async function handOver(folder: string): Promise<void> {
  if (isRoot) await run("chown", ["-R", "mysql", folder]);
}

/** Ports that nobody uses at present. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

/** Ends a process at once, as a fault of its machine would. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** Starts HAProxy with the configuration of `deploy/`. */
export function startHaproxy(environment: Record<string, string>): ChildProcess {
  return spawn("/usr/sbin/haproxy", ["-f", "deploy/haproxy.cfg"], {
    env: environment,
    stdio: "ignore",
  });
}

/** Waits until a condition holds; fails with what it is after a minute. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > end) throw new Error(`It took more than a minute until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
