import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { readConfig } from "../../src/config.js";

const run = promisify(execFile);

interface Instruction {
  name: string;
  text: string;
}

/** The instructions of a Dockerfile, lines that go on joined, comments left out. */
function instructionsOf(dockerfile: string): Instruction[] {
  const lines = dockerfile.replaceAll("\\\n", "").split("\n");
  return lines
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", text = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return { name, text };
    });
}

const textsOf = (instructions: readonly Instruction[], name: string): string[] =>
  instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);

const commandIn = (text: string | undefined): string[] =>
  JSON.parse(/\[.*\]$/.exec(text ?? "")?.[0] ?? "[]") as string[];

const environmentOf = (instructions: readonly Instruction[]): Record<string, string> =>
  Object.fromEntries(
    textsOf(instructions, "ENV").flatMap((text) =>
      text.split(" ").map((pair) => pair.split(/=(.*)/).slice(0, 2)),
    ),
  ) as Record<string, string>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe("The container image", () => {
  let build: Instruction[];
  let image: Instruction[];
  let folder: string;

  beforeAll(async () => {
    const instructions = instructionsOf(await readFile("Dockerfile", "utf8"));
    const second = instructions.findLastIndex(({ name }) => name === "FROM");
    [build, image] = [instructions.slice(0, second), instructions.slice(second)];
    folder = await mkdtemp(join(tmpdir(), "cakupan-image-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is built by the commands that README names, for the version of Node that the project is for", async () => {
    expect(textsOf(build, "RUN")).toEqual(["npm ci", "npm run build", "npm prune --omit=dev"]);
    const { engines } = JSON.parse(await readFile("package.json", "utf8")) as { engines: { node: string } };
    expect(engines.node).toMatch(/^>=20\./);
    expect([...textsOf(build, "FROM"), ...textsOf(image, "FROM")]).toEqual([
      "node:20-bookworm AS build",
      "node:20-bookworm-slim",
    ]);
  });

  it("does not run as root", () => {
    expect(textsOf(image, "USER")).toEqual(["node"]);
  });

  it("serves from what it holds, is healthy then and not before, and writes nowhere but into its volume", async () => {
    await run(process.execPath, ["scripts/build.mjs"]);
    for (const text of textsOf(image, "COPY")) {
      const [, path = ""] = /^--from=build \/cakupan\/(\S+) \.\/\S*$/.exec(text) ?? [];
      if (path === "node_modules") await linkProductionPackages(join(folder, path));
      else await cp(path, join(folder, path), { recursive: true });
    }
    const before = await filesIn(folder);
    const volume = await mkdtemp(join(tmpdir(), "cakupan-volume-"));
    const given = environmentOf(image);
    expect(given.DATABASE_URL).toBe(`sqlite:${textsOf(image, "VOLUME")[0] ?? ""}/cakupan.sqlite`);
    const PORT = String(await freePort());
    const env = { PATH: process.env.PATH, ...given, PORT, DATABASE_URL: `sqlite:${volume}/cakupan.sqlite` };
    const [healthy = "", ...check] = commandIn(textsOf(image, "HEALTHCHECK")[0]);
    const isHealthy = (): Promise<boolean> =>
      run(healthy, check, { env }).then(
        () => true,
        () => false,
      );
    expect(await isHealthy()).toBe(false);

    const [program = "", ...command] = commandIn(textsOf(image, "CMD")[0]);
    const server = spawn(program, command, { cwd: folder, env });
    try {
      for await (const line of createInterface(server.stdout)) if (line.includes('"serving"')) break;
      expect(await isHealthy()).toBe(true);
      const page = await fetch(`http://127.0.0.1:${PORT}/`);
      expect(await page.text()).toContain('<script type="module"');
      expect(await filesIn(folder)).toEqual(before);
    } finally {
      server.kill("SIGTERM");
      await once(server, "exit");
      await rm(volume, { recursive: true });
    }
  }, 240_000);

  // Without the packages that the image prunes.
  async function linkProductionPackages(target: string): Promise<void> {
    const { stdout } = await run("npm", ["ls", "--omit=dev", "--all", "--parseable"]);
    const root = resolve("node_modules");
    const paths = stdout.split("\n").map((path) => relative(root, path));
    for (const path of new Set(paths)) {
      if (path === "" || path.startsWith("..") || path.includes("node_modules")) continue;
      await mkdir(dirname(join(target, path)), { recursive: true });
      await symlink(join(root, path), join(target, path));
    }
  }
});

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries.filter((path) => !path.startsWith("node_modules")).sort();
}

describe("The composition", () => {
  let services: Record<string, any>;
  beforeAll(async () => {
    ({ services } = parse(await readFile("compose.yaml", "utf8")) as { services: Record<string, any> });
  });

  it("starts the server from this folder when its database is healthy, read-only and without privileges", () => {
    expect(services.server).toMatchObject({
      build: ".",
      depends_on: { database: { condition: "service_healthy" } },
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      ports: ["127.0.0.1:4000:4000"],
    });
    expect(services.database).toHaveProperty("healthcheck.test");
  });

  it("gives the server the database, user and password that it gives the database", () => {
    const withDefaults = (text: string): string => text.replaceAll(/\$\{\w+:-(\w+)\}/g, "$1");
    const { url } = readConfig({
      DATABASE_URL: withDefaults(services.server.environment.DATABASE_URL),
    }).database;
    const { username, password, hostname, pathname } = new URL(url);
    expect(Object.keys(services)).toContain(hostname);
    const database = services.database.environment;
    expect([username, password, pathname]).toEqual([
      database.MARIADB_USER,
      withDefaults(database.MARIADB_PASSWORD),
      `/${database.MARIADB_DATABASE}`,
    ]);
  });
});
