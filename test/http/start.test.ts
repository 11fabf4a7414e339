import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, it, describe } from "@jest/globals";

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

function start(program: string, environment: NodeJS.ProcessEnv = {}): Started {
  const env = {
    PATH: process.env.PATH,
    PORT: "0",
    EXPLORER: "false",
    DATABASE_URL: `sqlite:${join(folder, "cakupan.sqlite")}`,
    ...environment,
  };
  const server = spawn(process.execPath, ["--import", "tsx", program], { env });
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

const ask = async (address: string): Promise<any> => {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: `{ region(code: "15.71") { name } }` }),
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
    expect(errors).toContain("1 fault(s); nothing was loaded");
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
    expect(first.output).toMatch(/^Applied Initial1763600000000\.$/m);
    const second = await start("scripts/migrate.ts").ended;
    expect(second.output).toBe("The database is up to date.");
  }, 60_000);
});
