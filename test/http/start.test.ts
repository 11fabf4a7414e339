import { once } from "node:events";
import { chmod, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it, describe } from "@jest/globals";
import Sqlite from "better-sqlite3";
import { copyTables } from "../support/copied-tables.js";
import { startProgram, type Started, type StartOptions } from "../support/started.js";
import { writePackage } from "../support/graph.js";
import { AWARDED, ENDLESS, WORLD } from "../support/rows.js";

let folder: string;
const running: Started[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cakupan-start-"));
});
afterEach(async () => {
  for (const { server } of running.splice(0)) server.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

function start(program: string, environment: NodeJS.ProcessEnv = {}, options: StartOptions = {}): Started {
  const started = startProgram(
    program,
    { DATABASE_URL: `sqlite:${join(folder, "cakupan.sqlite")}`, ...environment },
    options,
  );
  running.push(started);
  return started;
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
  it("prepares an empty database, serves it, stops on a signal, and finds it prepared the next time", async () => {
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

  it("stops when the npm that started it has gone, which passes no signal on", async () => {
    const data = await writePackage(WORLD);
    const { server, logged, ended } = start(
      "src/main.ts",
      { DATA_FOLDER: data, npm_lifecycle_event: "start" },
      { inShell: true },
    );
    await logged("serving");
    server.kill("SIGKILL");
    // The output ends only when the server, which has inherited it, has ended too.
    expect((await ended).output).toContain('"msg":"stopped"');
    await rm(data, { recursive: true });
  });

  it("stops in time although a statement is running, and ends the statement", async () => {
    const data = await writePackage(AWARDED);
    try {
      const { server, logged, ended } = start("src/main.ts", {
        DATA_FOLDER: data,
        SHUTDOWN_SECONDS: "1",
        MAX_COST: "100000000",
      });
      const { address } = await logged("serving");
      const endless = ask(address, ENDLESS);
      // When this later request is answered, the statement above is running.
      await ask(address);
      server.kill("SIGTERM");
      // A process that still reads would keep the server's output open.
      await ended;
      expect(await endless).toMatchObject({ errors: [{ extensions: { code: "SERVICE_UNAVAILABLE" } }] });
    } finally {
      await rm(data, { recursive: true });
    }
  }, 120_000);

  it("serves synthetic rows beside the real data from their own database, generated and loaded once", async () => {
    await rename(await writePackage(WORLD, "cakupan"), join(folder, "data"));
    const environment = { DATABASE_URL: "", TSX_TSCONFIG_PATH: resolve("tsconfig.json") };
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
    expect((await readdir(join(folder, "var"))).filter((name) => !/-(wal|shm|lock)$/.test(name))).toEqual([
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

  it("serves no synthetic rows when DATABASE_URL is set", async () => {
    const { code, errors } = await start("src/main.ts", {}, { given: ["--demo"] }).ended;
    expect([code, errors]).toEqual([2, expect.stringContaining("do not set DATABASE_URL")]);
  }, 60_000);

  it.each([["--port=1"], ["--demo=0"], ["--demo=11"], ["--demo=many"], ["demo"]])(
    "refuses %s with the usage",
    async (option) => {
      const { code, errors } = await start("src/main.ts", {}, { given: [option] }).ended;
      expect([code, errors]).toEqual([2, expect.stringMatching(/^npm start -- \[--demo/)]);
    },
    60_000,
  );

  it("names every fault of the configuration at once, but no password", async () => {
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

  it("refuses faulty data, naming file and line, and serves nothing", async () => {
    const firm = { id: "firm", name: "A firm", kind: "FAMILY", region_code: "15.71", source_id: "a" };
    const data = join(folder, "data");
    await rename(await writePackage({ ...WORLD, employers: [firm] }), data);
    const { code, output, errors } = await start("src/main.ts", { DATA_FOLDER: data }).ended;
    expect(code).toBe(1);
    expect(errors).toContain('employers.csv:2 kind "FAMILY": must be one of');
    expect(errors).toContain("1 fault(s); nothing of it was loaded");
    expect(output).not.toContain("serving");
  }, 60_000);

  it("says in one line, without the password, that it cannot start because the database does not respond", async () => {
    const { code, output, errors } = await start("src/main.ts", {
      DATABASE_URL: "mysql://cakupan:hunter2@127.0.0.1:1/cakupan",
      DATABASE_WAIT_SECONDS: "0",
    }).ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/^Cakupan cannot start: .*ECONNREFUSED.*\n$/);
    expect(output + errors).not.toContain("hunter2");
  }, 60_000);
});

describe("A database that a newer version has prepared", () => {
  beforeEach(async () => {
    const file = join(folder, "cakupan.sqlite");
    await copyTables(`sqlite:${file}`);
    const database = new Sqlite(file);
    database.exec("INSERT INTO migrations (timestamp, name) VALUES (9999, 'Future9999')");
    database.close();
  });

  it.each([
    ["src/main.ts", []],
    ["scripts/migrate.ts", []],
    ["scripts/import.ts", ["data"]],
    ["scripts/export.ts", ["csv", "--table", "regions", "--out", "never.csv"]],
  ])(
    "is refused by %s, which says what to do",
    async (program, given) => {
      const { code, output, errors } = await start(program, {}, { given }).ended;
      expect(code).toBe(1);
      expect(errors).toMatch(
        /^[^\n]*A newer version of Cakupan has prepared this database: [^\n]*Future9999\. Start that version or a later one;[^\n]*\n$/,
      );
      expect(output).not.toMatch(/serving|loaded/);
    },
    60_000,
  );
});

const NOBODY = 65_534;

describe("Starting on an SQLite path that cannot be used", () => {
  // Root may write even to read-only files.
  const uid = process.getuid?.() === 0 ? NOBODY : undefined;
  const write = async (name: string, text: string, mode = 0o666): Promise<void> => {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), mode);
  };

  it.each<[string, string, string, () => Promise<void>]>([
    ["a folder", "", "it is a folder", () => Promise.resolve()],
    ["below a file", "plain/x", "its folder .* cannot be created", () => write("plain", "")],
    ["a text", "text", "it is not an SQLite database", () => write("text", "region_code,value\n")],
    [
      "damaged",
      "damaged",
      "cannot be opened",
      () => write("damaged", "SQLite format 3\0".padEnd(5_000, "?")),
    ],
    ["read-only", "x", "no permission to read and write it", () => write("x", "", 0o444)],
    ["in a read-only folder", "x", "no permission to write to its folder", () => chmod(folder, 0o555)],
  ])(
    "says so at once, names it, and ends: %s",
    async (_title, name, words, prepare) => {
      const path = join(folder, name);
      await chmod(folder, 0o777);
      await prepare();
      const environment = { DATABASE_URL: `sqlite:${path}` };
      const { code, output, errors } = await start("src/main.ts", environment, { uid }).ended;
      expect([code, errors]).toEqual([1, expect.stringMatching(new RegExp(`${resolve(path)} .*${words}`))]);
      expect(output).not.toContain("waiting");
    },
    60_000,
  );
});

const mysql = process.env.CAKUPAN_TEST_MYSQL_URL;

(mysql === undefined ? describe.skip : describe)("Starting on a server that refuses", () => {
  it.each<[string, (url: URL) => void, NodeJS.ProcessEnv, string]>([
    [
      "the password",
      (url) => (url.password = "hunter2"),
      {},
      'refuses the user "[^"]*": check user and password',
    ],
    ["the database", (url) => (url.pathname = "/cakupan_none"), {}, 'has no database "cakupan_none"'],
    ["TLS", () => undefined, { DATABASE_TLS: "on" }, "DATABASE_TLS"],
  ])(
    "%s says so at once and ends",
    async (_title, change, environment, words) => {
      const url = new URL(mysql ?? "");
      url.pathname = "/mysql";
      change(url);
      const { code, output, errors } = await start("src/main.ts", { DATABASE_URL: url.href, ...environment })
        .ended;
      expect([code, errors]).toEqual([
        1,
        expect.stringMatching(new RegExp(`^Cakupan cannot start: .*${words}`)),
      ]);
      expect(output).not.toContain("waiting for the database");
      expect(output + errors).not.toContain("hunter2");
    },
    60_000,
  );
});

describe("A server that waits for its database", () => {
  it("is live, says what it waits for, answers no operation, and stops on a signal", async () => {
    const { server, logged, ended } = start("src/main.ts", {
      DATABASE_URL: "mysql://cakupan:hunter2@127.0.0.1:1/cakupan",
    });
    const { address } = await logged("listening");
    const live = await fetch(`${address}/health/live`);
    expect([live.status, await live.json()]).toEqual([200, { status: "live" }]);
    const ready = await fetch(`${address}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: "unready", waitingFor: "the database" },
    ]);
    expect(await ask(address)).toEqual({
      errors: [
        {
          message: "This server is starting and is waiting for the database. Try again shortly.",
          extensions: { code: "SERVICE_UNAVAILABLE" },
        },
      ],
    });
    server.kill("SIGTERM");
    const { code, output, errors } = await ended;
    expect([code, errors]).toEqual([0, ""]);
    expect(output).not.toContain('"serving"');
  }, 60_000);

  it("reports that its port is in use before it does anything else", async () => {
    const other = createServer();
    await once(other.listen(0, "127.0.0.1"), "listening");
    const { port } = other.address() as { port: number };
    const { code, output, errors } = await start("src/main.ts", { PORT: String(port) }).ended;
    other.close();
    expect([code, errors]).toEqual([1, expect.stringContaining(`port ${port} of 127.0.0.1 is in use`)]);
    expect(output).toBe("");
    expect(await readdir(folder)).toEqual([]);
  }, 60_000);

  it("names an address that the machine does not have", async () => {
    const { code, errors } = await start("src/main.ts", { HOST: "192.0.2.1" }).ended;
    expect([code, errors]).toEqual([1, expect.stringContaining("this machine has no address 192.0.2.1")]);
  }, 60_000);
});

describe("npm run migrate", () => {
  it("names the faults of the configuration", async () => {
    const { code, errors } = await start("scripts/migrate.ts", { DATABASE_URL: "hunter2" }).ended;
    expect([code, errors]).toEqual([
      2,
      expect.stringMatching(/^The configuration has 1 fault[^]*DATABASE_URL: [^\n]*\n$/),
    ]);
  }, 60_000);

  it("applies missing migrations and names them, and the next time reports that none is missing", async () => {
    const first = await start("scripts/migrate.ts").ended;
    expect([first.code, first.errors]).toEqual([0, ""]);
    expect(first.output).toMatch(/^Applied Initial1763600000000\.\n(Applied \w+\.\n)*Applied \w+\.$/m);
    const second = await start("scripts/migrate.ts").ended;
    expect(second.output).toBe("The database is up to date.");
  }, 60_000);
});
