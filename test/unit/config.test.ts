import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { ConfigError, readConfig } from "../../src/config.js";

function faultsOf(environment: NodeJS.ProcessEnv): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("The configuration was accepted");
}

describe("The configuration", () => {
  it("is complete without a single variable: SQLite, on this machine only", () => {
    expect(readConfig({})).toMatchObject({
      production: true,
      host: "127.0.0.1",
      port: 4000,
      database: { url: "sqlite:var/cakupan.sqlite", tls: "off", tlsCa: null },
      dataFolder: "data",
      explorer: true,
      introspection: true,
      trustProxy: false,
      logLevel: "info",
    });
  });

  it("takes an empty variable for one that is left out", () => {
    expect(readConfig({ PORT: "", DATABASE_TLS_CA: "", HOST: "" })).toEqual(readConfig({}));
  });

  it("reads numbers and switches from text", () => {
    expect(
      readConfig({ PORT: "8080", EXPLORER: "false", TRUST_PROXY: "true", MAX_DEPTH: "3" }),
    ).toMatchObject({
      port: 8080,
      explorer: false,
      trustProxy: true,
      maxDepth: 3,
    });
  });

  it("names all faults at once, one a line", () => {
    const message = faultsOf({
      PORT: "70000",
      HOST: "h",
      LOG_LEVEL: "loud",
      EXPLORER: "1",
      MAX_ROWS: "many",
    });
    expect(message.split("\n").map((line) => line.split(":")[0]?.trim())).toEqual([
      "The configuration has 4 fault(s)",
      "PORT",
      "EXPLORER",
      "MAX_ROWS",
      "LOG_LEVEL",
    ]);
  });

  it.each([
    "sqlite:x",
    "sqlite::memory:",
    "mysql://u:p@h:3306/d",
    "mariadb://u:p%40ss@[::1]/d",
    "mysql://h/d",
  ])("accepts the database %s", (url) => {
    expect(readConfig({ DATABASE_URL: url }).database.url).toBe(url);
  });

  it.each([
    "sqlite:",
    "postgres://u:hunter2@h/d",
    "mysql://u:hunter2@h",
    "mysql://u:hunter2@h/",
    "mysql://u:hunter2@/d",
    "mysql://u:hunter2@h:port/d",
    "mysql:u:hunter2@h/d",
    "hunter2",
  ])("refuses the database %s without repeating it", (url) => {
    const message = faultsOf({ DATABASE_URL: url });
    expect(message).toContain(
      "DATABASE_URL: must be mysql://user:password@host:port/database or sqlite:path",
    );
    expect(message).not.toContain("hunter2");
  });

  it("refuses a pool of one connection, which could not prepare the database", () => {
    expect(faultsOf({ DATABASE_POOL_SIZE: "1" })).toContain("DATABASE_POOL_SIZE");
  });

  it("refuses a certificate file that cannot be read", () => {
    expect(faultsOf({ DATABASE_TLS_CA: "no/such.pem" })).toContain(
      "DATABASE_TLS_CA: must be a readable file",
    );
    expect(readConfig({ DATABASE_TLS_CA: "package.json" }).database.tlsCa).toBe("package.json");
  });

  it("has every variable with its default in .env.example, and no other", async () => {
    const [example, source] = await Promise.all([
      readFile(".env.example", "utf8"),
      readFile("src/config.ts", "utf8"),
    ]);
    const variables = parseEnv(example) as NodeJS.ProcessEnv;
    expect(readConfig(variables)).toEqual(readConfig({}));
    const declared = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name);
    expect(Object.keys(variables).sort()).toEqual([...new Set(declared)].sort());
  });
});
