import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, it, describe } from "@jest/globals";
import { writePackage } from "../support/graph.js";
import { AWARDED, ENDLESS } from "../support/rows.js";

let folder: string;
const running: ChildProcessWithoutNullStreams[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cakupan-start-"));
});
afterEach(async () => {
  for (const server of running.splice(0)) server.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

interface Started {
  server: ChildProcessWithoutNullStreams;
  /** The first line of the log with this message; rejects when the process ends before. */
  logged: (message: string) => Promise<any>;
  /** Exit code and all that was written, once the process has ended. */
  ended: Promise<{ code: number | null; output: string; errors: string }>;
}

interface StartOptions {
  /** The command line. */
  given?: string[];
  cwd?: string;
}

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

function start(program: string, environment: NodeJS.ProcessEnv = {}, options: StartOptions = {}): Started {
  const env = {
    PATH: process.env.PATH,
    PORT: "0",
    EXPLORER: "false",
    DATABASE_URL: `sqlite:${join(folder, "cakupan.sqlite")}`,
    ...environment,
  };
  const { given = [], cwd } = options;
  const server = spawn(process.execPath, ["--import", TSX, resolve(program), ...given], { env, cwd });
  running.push(server);
  let errors = "";
  server.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const lines: string[] = [];
  const reader = createInterface(server.stdout).on("line", (line) => lines.push(line));
  const exit = once(server, "close") as Promise<[number | null]>;
  const logged = async (message: string): Promise<any> => {
    const find = (): any =>
      lines.map((line) => (line.startsWith("{") ? JSON.parse(line) : {})).find(({ msg }) => msg === message);
    while (find() === undefined) {
      const more = await Promise.race([once(reader, "line").then(() => true), exit.then(() => false)]);
      if (!more && find() === undefined) throw new Error(`It ended without "${message}": ${errors}`);
    }
    return find();
  };
  const ended = exit.then(([code]) => ({ code, output: lines.join("\n"), errors }));
  return { server, logged, ended };
}

const NAME = `{ region(code: "15.71") { name } }`;
const ask = async (address: string, query = NAME): Promise<any> => {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.json();
};

describe("Starting the server", () => {
  it("prepares an empty database, serves it, stops when told to, and finds it prepared the next time", async () => {
    const first = start("src/main.ts");
    const { address } = await first.logged("serving");
    expect(await ask(address)).toEqual({ data: { region: { name: "Jambi" } } });
    first.server.kill("SIGTERM");
    const { code, output, errors } = await first.ended;
    expect([code, errors]).toEqual([0, ""]);
    expect(output).toContain("migrated the database");
    expect(output).toContain("loaded the data package");
    expect(output).toContain("stopped");

    const second = start("src/main.ts");
    expect(await ask((await second.logged("serving")).address)).toMatchObject({ data: { region: {} } });
    second.server.kill("SIGINT");
    const again = await second.ended;
    expect(again.code).toBe(0);
    expect(again.output).not.toContain("migrated the database");
    expect(again.output).not.toContain("loaded the data package");
  }, 120_000);

  it("stops in time although a statement runs, which ends with it", async () => {
    const data = await writePackage(AWARDED);
    try {
      const { server, logged, ended } = start("src/main.ts", { DATA_FOLDER: data, SHUTDOWN_SECONDS: "1" });
      const { address } = await logged("serving");
      const endless = ask(address, ENDLESS).catch(() => "left");
      // Whatever is answered after it has been asked after it.
      await ask(address);
      server.kill("SIGTERM");
      // What still reads would hold the server's output open.
      await ended;
      expect(await endless).toBe("left");
    } finally {
      await rm(data, { recursive: true });
    }
  }, 120_000);

  it("serves synthetic rows beside the real data from a database of their own, generated and loaded once", async () => {
    const environment = {
      DATABASE_URL: "",
      DATA_FOLDER: resolve("data"),
      TSX_TSCONFIG_PATH: resolve("tsconfig.json"),
    };
    const startDemo = (): Started =>
      start("src/main.ts", environment, { given: ["--demo=0.001"], cwd: folder });
    const first = startDemo();
    const { address } = await first.logged("serving");
    const query = `{ about { datasets { name synthetic } } region(code: "15.71") { name } }`;
    const { data } = await ask(address, query);
    expect(data.about.datasets).toEqual([
      { name: "cakupan", synthetic: false },
      { name: "cakupan-synthetic", synthetic: true },
    ]);
    expect(data.region).toEqual({ name: "Jambi" });
    first.server.kill("SIGTERM");
    expect((await first.ended).output).toContain("SYNTHETIC rows are served");
    expect((await readdir(join(folder, "var"))).filter((name) => !/-(wal|shm)$/.test(name))).toEqual([
      "demo",
      "demo.sqlite",
    ]);
    const [written] = await readdir(join(folder, "var/demo"));
    const { mtimeMs } = await stat(join(folder, "var/demo", written ?? "", "observations.csv"));

    const second = startDemo();
    expect(await ask((await second.logged("serving")).address, query)).toEqual({ data });
    second.server.kill("SIGTERM");
    expect((await second.ended).output).not.toContain("loaded the data package");
    expect((await stat(join(folder, "var/demo", written ?? "", "observations.csv"))).mtimeMs).toBe(mtimeMs);
  }, 120_000);

  it("serves no synthetic rows from a database that is named", async () => {
    const { code, errors } = await start("src/main.ts", {}, { given: ["--demo"] }).ended;
    expect([code, errors]).toEqual([2, expect.stringContaining("leave DATABASE_URL out")]);
  }, 60_000);

  it.each([["--port=1"], ["--demo=0"], ["--demo=11"], ["--demo=many"], ["demo"]])(
    "refuses %s with the usage",
    async (option) => {
      const { code, errors } = await start("src/main.ts", {}, { given: [option] }).ended;
      expect([code, errors]).toEqual([2, expect.stringMatching(/^npm start -- \[--demo/)]);
    },
    60_000,
  );

  it("names every fault of the configuration at once, and no password", async () => {
    const { code, output, errors } = await start("src/main.ts", {
      PORT: "http",
      DATABASE_URL: "postgres://cakupan:hunter2@db/cakupan",
      MAX_DEPTH: "1",
      EXPLORER: "yes",
    }).ended;
    expect(code).toBe(2);
    for (const name of ["PORT", "DATABASE_URL", "MAX_DEPTH", "EXPLORER"])
      expect(errors).toContain(`  ${name}: `);
    expect(errors).toContain("4 fault(s)");
    expect(output + errors).not.toContain("hunter2");
  }, 60_000);

  it("refuses data with faults, naming file and line, and serves nothing", async () => {
    const data = join(folder, "data");
    await cp("data", data, { recursive: true });
    const path = join(data, "employers.csv");
    const lines = (await readFile(path, "utf8")).split("\n");
    await writeFile(
      path,
      [lines[0], lines[1]?.replace(",PRIVATE,", ",FAMILY,"), ...lines.slice(2)].join("\n"),
    );
    const { code, output, errors } = await start("src/main.ts", { DATA_FOLDER: data }).ended;
    expect(code).toBe(1);
    expect(errors).toContain('employers.csv:2 kind "FAMILY": must be one of');
    expect(errors).toContain("1 fault(s); nothing of it was loaded");
    expect(output).not.toContain("serving");
  }, 60_000);

  it("says in one line why it cannot start when the database does not answer, and no password", async () => {
    const { code, output, errors } = await start("src/main.ts", {
      DATABASE_URL: "mysql://cakupan:hunter2@127.0.0.1:1/cakupan",
      DATABASE_WAIT_SECONDS: "0",
    }).ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/^Cakupan cannot start: .*ECONNREFUSED.*\n$/);
    expect(output + errors).not.toContain("hunter2");
  }, 60_000);
});

describe("npm run migrate", () => {
  it("applies what is missing, says which, and then that nothing is", async () => {
    const first = await start("scripts/migrate.ts").ended;
    expect([first.code, first.errors]).toEqual([0, ""]);
    expect(first.output).toMatch(/^Applied Initial1763600000000\.\nApplied LatestCoverages1763680000000\.$/m);
    const second = await start("scripts/migrate.ts").ended;
    expect(second.output).toBe("The database is up to date.");
  }, 60_000);
});
