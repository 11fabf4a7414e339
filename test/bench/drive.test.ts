import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parse } from "graphql";
import { afterEach, describe, expect, it } from "@jest/globals";
import {
  askedOfCakupan,
  askedOfFloor,
  difference,
  drive,
  namesAndFigures,
  requestsOf,
  type Differing,
  type Target,
} from "../../scripts/bench/drive.js";
import { median, quantile } from "../../scripts/bench/measure.js";
import { WORKLOADS, type Codes } from "../../scripts/bench/workloads.js";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(
  name: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Target> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { name, asked: askedOfFloor, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const codes: Codes = {
  regions: Array.from({ length: 600 }, (_, index) => ({
    code: `11.${index}`,
    type: "City",
    name: `City ${index}`,
  })),
  provinces: Array.from({ length: 38 }, (_, index) => ({ code: `${index}`, name: `Province ${index}` })),
  categories: ["A", "B"],
  employers: Array.from({ length: 1_000 }, (_, index) => `employer-${index}`),
};
const [workload] = WORKLOADS;
const request = { variables: { code: "11.1" }, plain: { code: "11.1" } };

describe("The load", () => {
  it("asks for the time given, as many at once as told, and counts what it was answered", async () => {
    let [atOnce, most, asked] = [0, 0, 0];
    const target = await serve("cakupan", (_, response) => {
      most = Math.max(most, ++atOnce);
      asked += 1;
      setTimeout(() => {
        atOnce -= 1;
        response.end(`{"data":{}}`);
      }, 5);
    });
    const round = await drive(target, workload, () => request, { concurrency: 4, seconds: 0.2 });
    expect(round).toMatchObject({ requests: asked, failures: 0, failure: null, bytes: asked * 11 });
    expect(round.latencies).toHaveLength(asked);
    expect(most).toBe(4);
  });

  it.each([
    [200, `{"data":null,"errors":[{"message":"no"}]}`],
    [503, `{"data":{}}`],
  ])("counts status %d with %s as a failure", async (status, body) => {
    const target = await serve("floor", (_, response) => response.writeHead(status).end(body));
    const round = await drive(target, workload, () => request, { concurrency: 1, seconds: 0.05 });
    expect(round.requests).toBeGreaterThan(0);
    expect(round.failures).toBe(round.requests);
    expect(round.failure).toBe(`${status}: ${body}`);
  });

  it("tells where two answers differ, and nothing when they hold the same in another order or with other ids", async () => {
    const floor = await serve("floor", (_, response) => response.end(`{"data":{"a":1,"b":2}}`));
    const same = await serve("cakupan", (_, response) => response.end(`{"data":{"b":2,"id":"x","a":1}}`));
    const other = await serve("cakupan", (_, response) => response.end(`{"data":{"a":1,"b":3}}`));
    expect(await difference([floor, same], workload, request)).toBeNull();
    expect(await difference([floor, other], workload, request)).toContain(`"b":3`);
  });

  it("can compare answers of another shape by their names and figures", () => {
    const nested = {
      regions: { nodes: [{ name: "A", coverage: { rate: { value: 0.5 }, all: { value: 2 } } }] },
    };
    const flat = { allRegions: [{ protectedWorkers: 2, name: "A" }] };
    expect(namesAndFigures(nested)).toEqual(["2", "A"]);
    expect(namesAndFigures(flat)).toEqual(namesAndFigures(nested));
  });
});

describe("The requests of a workload", () => {
  it.each(WORKLOADS)("are the same for the same seed, and vary: $name", (any) => {
    const take = (seed: number, differing?: Differing): string[] => {
      const next = requestsOf(any, codes, seed, differing);
      return Array.from({ length: 20 }, () => JSON.stringify(next()));
    };
    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
    expect(new Set(take(1)).size).toBeGreaterThan(10);
    expect(new Set(take(1, "nothing")).size).toBe(1);
  });

  it.each(WORKLOADS)("can have another document each time, as long as the others and valid: $name", (any) => {
    const next = requestsOf(any, codes, 1, "documents");
    const asked = (): string =>
      (JSON.parse(askedOfCakupan(any, next())?.body ?? "") as { query: string }).query;
    const documents = Array.from({ length: 20 }, asked);
    expect(new Set(documents).size).toBe(20);
    expect(new Set(documents.map(({ length }) => length)).size).toBe(1);
    for (const document of documents) expect(() => parse(document)).not.toThrow();
  });
});

describe("Figures of the report", () => {
  it("are the middle of the rounds and the ends of the latencies", () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([quantile(hundred, 0.5), quantile(hundred, 0.99)]).toEqual([51, 100]);
  });
});
