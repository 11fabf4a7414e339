import { execFile, spawn } from "node:child_process";
import { accessSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const isThere = (file) => {
  try {
    accessSync(file);
    return true;
  } catch {
    return false;
  }
};
const PROGRAM = ["/usr/sbin/mariadbd", "/usr/bin/mariadbd"].find(isThere);

/** Why there is no database server to test with; false where there is one. CI must have one. */
export const missing = PROGRAM === undefined && !process.env.CI && "needs mariadb-server";

/** Starts a MariaDB of our own on the loopback address, which runs some SQL first. */
export async function startMysql(sql) {
  const folder = await mkdtemp(join(tmpdir(), "gateway-mysql-"));
  const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];
  const settings = ["--no-defaults", ...asRoot, `--datadir=${folder}/data`];
  await promisify(execFile)("mariadb-install-db", [...settings, "--skip-test-db", "--skip-name-resolve"]);
  await writeFile(join(folder, "init.sql"), sql.replaceAll("\n", " ").replaceAll(";", ";\n"));
  const port = await freePort();
  const server = spawn(
    PROGRAM,
    [
      ...settings,
      `--init-file=${folder}/init.sql`,
      `--socket=${folder}/s`,
      `--pid-file=${folder}/pid`,
      "--bind-address=127.0.0.1",
      `--port=${port}`,
      "--skip-name-resolve",
      "--innodb-buffer-pool-size=16M",
    ],
    { stdio: "ignore" },
  );
  const closed = new Promise((resolve) => server.once("close", resolve));
  const kill = () => server.kill("SIGKILL");
  process.once("exit", kill);
  while (server.exitCode === null && !(await answers(port))) await pause(50);
  return {
    port,
    stop: async () => {
      kill();
      await closed;
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => resolve(true)).once("error", () => resolve(false));
    socket.once("data", () => socket.destroy());
  });
