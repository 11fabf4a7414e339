import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { copyOfRealData } from "../support/copied-tables.js";
import { startProgram, type Started } from "../support/started.js";

const fields = (count: number, of: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => of(index)).join(" ");

describe("A server outlives", () => {
  let drop: () => Promise<void>;
  let started: Started;
  let address: string;

  beforeAll(async () => {
    const copy = await copyOfRealData();
    drop = copy.drop;
    started = startProgram("src/main.ts", { DATABASE_URL: copy.url });
    ({ address } = await started.logged("serving"));
  }, 60_000);
  afterAll(async () => {
    started.server.kill("SIGKILL");
    await drop();
  });

  const ask = async (query: string, signal: AbortSignal | null = null): Promise<any> => {
    const response = await fetch(`${address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
      signal,
    });
    return response.json();
  };

  it.each([
    `x: observations(after: "zz") { totalCount }`,
    `x: observations(first: 501) { totalCount }`,
    `x: coverage(category: "nope") { workerMonths }`,
  ])("mistakes in every item of a list that takes more than one turn: %s", async (mistake) => {
    const { errors } = await ask(
      `{ regions(first: 500) { nodes { ${fields(60, (index) => `a${index}: name`)} ${mistake} } } }`,
    );
    expect(errors[0].extensions.code).toBe("BAD_USER_INPUT");
    expect(started.server.exitCode).toBeNull();
  });

  it.each([
    `{ observations(first: 500) { nodes { ${fields(45, (index) => `a${index}: region { name }`)} } } }`,
    `{ regions(first: 500) { nodes { ${fields(60, (index) => `a${index}: observations(first: 1) { nodes { id } }`)} } } }`,
  ])("clients that leave at any moment", async (query) => {
    for (const moment of [5, 10, 15, 20, 30, 40, 60]) {
      const leaving = new AbortController();
      const left = ask(query, leaving.signal).catch(() => null);
      setTimeout(() => {
        leaving.abort();
      }, moment);
      await left;
    }
    expect(await ask(`{ region(code: "15.71") { name } }`)).toEqual({ data: { region: { name: "Jambi" } } });
  });
});
