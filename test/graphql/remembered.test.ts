import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { pino } from "pino";
import { DataSource } from "typeorm";
import { ANONYMOUS } from "../../src/access/viewer.js";
import { readConfig } from "../../src/config.js";
import { Reader } from "../../src/graph/read/reader.js";
import { createApollo } from "../../src/server/apollo.js";
import { dataVersion } from "../../src/server/data-version.js";
import { servedSchema } from "../../src/server/schema.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { describeEachEngine, type Engine } from "../support/engines.js";
import { openEmptyGraph, writePackage, type Tables, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

interface Selection {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

interface Told {
  data: any;
  errors: any[];
  statements: string[];
}

const served = servedSchema();
const VERSION = "data.findRevision";

const WORKERS = `query Workers($code: RegionCode! = "15.71") {
  region(code: $code) { name observations { nodes { value } } coverage { protectedWorkers { value } } }
}`;

const withValue = (value: number): Tables => ({
  ...WORLD,
  observations: [observation({ value }), observation({ region_code: "15.01", value: 7 })],
});
const valueOf = ({ data }: Told): number => data.region.observations.nodes[0].value;

/** Asks the graph's database through a server that remembers answers. */
function remembering(graph: TestGraph, megabytes = 1): (asked: Selection) => Promise<Told> {
  const config = readConfig({ NODE_ENV: "test", ANSWER_CACHE_MB: String(megabytes) });
  const apollo = createApollo(served, config, pino({ level: "silent" }));
  const db = graph.dataSource;
  return async (asked) => {
    graph.log.names = [];
    const contextValue = {
      db,
      reader: new Reader(db, ANONYMOUS, 100_000),
      viewer: ANONYMOUS,
      requestId: "test",
    };
    const { body } = await apollo.executeOperation(asked, { contextValue });
    if (body.kind !== "single") throw new Error("Tests ask for no incremental delivery");
    const { data, errors = [] } = JSON.parse(JSON.stringify(body.singleResult)) as Partial<Told>;
    return { data, errors, statements: graph.log.names };
  };
}

/** Whether an answer came from memory. */
const isRemembered = ({ statements }: Told): boolean => statements.join() === VERSION;

function tests(engine: Engine): void {
  let graph: TestGraph;
  let ask: ReturnType<typeof remembering>;
  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad(withValue(10));
    ask = remembering(graph);
  });
  afterEach(() => graph.close());

  it("is executed twice, without and with the data's version, and then answered by the version alone", async () => {
    const told = [
      await ask({ query: WORKERS }),
      await ask({ query: WORKERS }),
      await ask({ query: WORKERS }),
    ];
    const [once, again, remembered] = told.map(({ statements }) => statements);
    expect(once).toContain("Region by code");
    expect(once).not.toContain(VERSION);
    expect(again).toEqual([VERSION, ...(once ?? [])]);
    expect(remembered).toEqual([VERSION]);
    for (const { data } of told) expect(data).toEqual(told[0]?.data);
    expect(told[0]?.data.region.coverage.protectedWorkers.value).toBe(10);
  });

  it("reads no version when nothing is remembered", async () => {
    const askAnew = remembering(graph, 0);
    for (let time = 0; time < 3; time += 1) {
      const { statements } = await askAnew({ query: WORKERS });
      expect(statements).toContain("Region by code");
      expect(statements).not.toContain(VERSION);
    }
  });

  it("is answered anew after each load, also one that only changes a value", async () => {
    for (let time = 0; time < 3; time += 1) await ask({ query: WORKERS });
    for (const value of [11, 12, 11]) {
      await graph.mustLoad(withValue(value));
      const fresh = await ask({ query: WORKERS });
      expect(isRemembered(fresh)).toBe(false);
      expect(valueOf(fresh)).toBe(value);
      const remembered = await ask({ query: WORKERS });
      expect(isRemembered(remembered)).toBe(true);
      expect(remembered.data).toEqual(fresh.data);
    }
  });

  it("is answered anew when another load has the same number, as after a database was restored", async () => {
    for (let time = 0; time < 3; time += 1) await ask({ query: WORKERS });
    await graph.dataSource.query("UPDATE datasets SET loaded_at = '2020-01-01 00:00:00.000'");
    expect(isRemembered(await ask({ query: WORKERS }))).toBe(false);
  });

  it("is not mixed up with other variables, operations and documents", async () => {
    const both = `query A { region(code: "15.71") { name } } query B { region(code: "33") { name } }`;
    const questions: [Selection, string][] = [
      [{ query: WORKERS }, "Jambi"],
      [{ query: WORKERS, variables: { code: "15.01" } }, "Kerinci"],
      [{ query: WORKERS, variables: { code: "33.22" } }, "Semarang"],
      [{ query: both, operationName: "A" }, "Jambi"],
      [{ query: both, operationName: "B" }, "Jawa Tengah"],
      [{ query: `{ region(code: "33.74") { name: officialName } }` }, "Kota Semarang"],
    ];
    for (let time = 0; time < 3; time += 1) {
      for (const [asked, name] of questions) {
        const told = await ask(asked);
        expect(told.data.region.name).toBe(name);
        expect(isRemembered(told)).toBe(time === 2);
      }
    }
  });

  it("is the same whatever the order of keys in its variables", async () => {
    const query = `query Some($orderBy: [RegionOrder!], $first: Int) { regions(orderBy: $orderBy, first: $first) { nodes { code } } }`;
    const variables = { first: 3, orderBy: [{ field: "CODE", direction: "ASC" }, { field: "NAME" }] };
    const turned = { orderBy: [{ direction: "ASC", field: "CODE" }, { field: "NAME" }], first: 3 };
    for (let time = 0; time < 2; time += 1) await ask({ query, variables });
    const told = await ask({ query, variables: turned });
    expect(isRemembered(told)).toBe(true);
    const other = { first: 3, orderBy: [{ field: "NAME" }, { direction: "ASC", field: "CODE" }] };
    expect((await ask({ query, variables: other })).data).not.toEqual(told.data);
  });

  it("is executed every time when its answer has errors", async () => {
    const query = `{ provinces { totalCount } observations(asOf: "2999-01-01T00:00:00Z") { totalCount } }`;
    for (let time = 0; time < 4; time += 1) {
      const { errors, statements } = await ask({ query });
      expect(errors).toMatchObject([{ path: ["observations"], extensions: { code: "BAD_USER_INPUT" } }]);
      expect(statements).toContain("Province count");
    }
    for (let time = 0; time < 3; time += 1) {
      const { errors } = await ask({ query: `{ region(code: "15") { name } }`, operationName: "Missing" });
      expect(errors).toHaveLength(1);
    }
  });

  it("is forgotten when larger answers need the room", async () => {
    const small = { query: WORKERS };
    for (let time = 0; time < 2; time += 1) await ask(small);
    expect(isRemembered(await ask(small))).toBe(true);
    const names = Array.from({ length: 12 }, (_, index) => `a${index}: description`).join(" ");
    for (const name of ["A", "B", "C", "D", "E"]) {
      const large = { query: `query ${name} { __schema { types { ${names} } } }` };
      for (let time = 0; time < 2; time += 1) await ask(large);
    }
    expect(isRemembered(await ask(small))).toBe(false);
  });

  it("is answered anew on another day, since the latest figures are those of the day", async () => {
    const latest = async (at: string): Promise<number> => {
      jest.setSystemTime(new Date(at));
      return (await ask({ query: WORKERS })).data.region.coverage.protectedWorkers.value;
    };
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "setTimeout", "performance", "hrtime"] });
    try {
      jest.setSystemTime(new Date("2030-12-30T00:00:00Z"));
      const rows = [
        observation({ value: 10 }),
        observation({ value: 20, period_start: "2031-01-01", period_end: "2031-01-01" }),
      ];
      await graph.mustLoad({ ...WORLD, observations: rows });
      for (let time = 0; time < 3; time += 1) expect(await latest("2030-12-31T16:59:59Z")).toBe(10);
      expect(await latest("2030-12-31T17:00:00Z")).toBe(20);
    } finally {
      jest.useRealTimers();
    }
  });

  it("has one version read for all who ask in one turn, and another for who asks once that is under way", async () => {
    graph.log.names = [];
    const together = [dataVersion(graph.dataSource), dataVersion(graph.dataSource)];
    while (graph.log.names.length === 0) await turn();
    const later = dataVersion(graph.dataSource);
    const [one, other] = await Promise.all(together);
    expect(other).toBe(one);
    expect(await later).toBe(one);
    expect(graph.log.names).toEqual([VERSION, VERSION]);
  });

  it("is never older than the last load that had ended when it was asked, whatever runs beside it", async () => {
    // Loads through connections of their own, as those of another process.
    const importer = await new DataSource({ ...graph.dataSource.options, logging: false }).initialize();
    let committed = 10;
    let isLoading = true;
    const seen = new Set<number>();
    let remembered = 0;
    const client = async (): Promise<void> => {
      while (isLoading) {
        const before = committed;
        const told = await ask({ query: WORKERS });
        expect(valueOf(told)).toBeGreaterThanOrEqual(before);
        seen.add(valueOf(told));
        await turn();
      }
    };
    const clients = Promise.all([client(), client(), client()]);
    try {
      for (let value = 11; value <= 15; value += 1) {
        await loadPackage(importer, await openPackage(await writePackage(withValue(value))));
        committed = value;
        for (let time = 0; time < 5; time += 1) await turn();
        for (let time = 0; time < 2; time += 1) {
          const told = await ask({ query: WORKERS });
          expect(valueOf(told)).toBe(value);
          remembered += 1;
        }
      }
    } finally {
      isLoading = false;
      await clients;
      await importer.destroy();
    }
    expect(remembered).toBe(10);
    expect(seen.size).toBeGreaterThan(1);
  });
}

describeEachEngine("An operation that comes back", tests);
