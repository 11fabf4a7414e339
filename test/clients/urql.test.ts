import { Client, fetchExchange } from "@urql/core";
import { cacheExchange, type CacheExchangeOpts } from "@urql/exchange-graphcache";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { cacheOptions, resolvers } from "../../clients/src/urql.js";
import { countingFetch, kitOperations } from "../support/client-kit.js";
import { ServedRealData } from "../support/served.js";

let served: ServedRealData;
beforeAll(async () => {
  served = await ServedRealData.start();
});
afterAll(() => served.close());

let complaints: unknown[][];
beforeEach(() => {
  complaints = [];
  for (const level of ["warn", "error"] as const)
    jest.spyOn(console, level).mockImplementation((...given) => void complaints.push(given));
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** An app with urql and Graphcache, with the kit unless told otherwise. */
function startApp(options: CacheExchangeOpts = cacheOptions) {
  const { fetch, count } = countingFetch();
  const client = new Client({
    url: `http://127.0.0.1:${served.port}/graphql`,
    exchanges: [cacheExchange(options), fetchExchange],
    fetch,
    preferGetMethod: false,
  });
  return { client, requests: count };
}

type App = ReturnType<typeof startApp>;

async function ask({ client }: App, query: any, variables = {}): Promise<any> {
  const { data, error } = await client.query(query, variables).toPromise();
  if (error) throw error;
  return data;
}

/** What a component that has asked already shows from the cache; null when the cache lacks a field of it. */
const shown = async ({ client }: App, query: any, variables = {}): Promise<any> =>
  (await client.query(query, variables, { requestPolicy: "cache-only" }).toPromise()).data;

const RATE = `{ region(code: "15.71") { id coverage { rate { value basis } period { start } } } }`;
const WORKERS = `{ region(code: "15.71") { id coverage { protectedWorkers { value } rate { published } } } }`;
const PAGE = `query ($after: String) { provinces(first: 15, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }`;

describe("urql with Graphcache and the kit", () => {
  it("keeps what two components ask of one coverage", async () => {
    const app = startApp();
    const answers = [await ask(app, RATE), await ask(app, WORKERS)];
    expect([await shown(app, RATE), await shown(app, WORKERS)]).toEqual(answers);
    expect(app.requests()).toBe(2);
    expect(complaints).toEqual([]);
  });

  it("answers each example, and reads it from the cache afterwards, without a warning", async () => {
    const app = startApp();
    const operations = await kitOperations();
    const answers: unknown[] = [];
    for (const { document, variables } of operations) answers.push(await ask(app, document, variables));
    const asked = app.requests();
    const read = await Promise.all(
      operations.map(({ document, variables }) => shown(app, document, variables)),
    );
    expect(read).toEqual(answers);
    expect(app.requests()).toBe(asked);
    expect(complaints).toEqual([]);
  });

  it("joins the pages of a list where the app takes the kit's resolvers", async () => {
    const app = startApp({ ...cacheOptions, resolvers });
    const sizes: number[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { provinces } = await ask(app, PAGE, { after });
      sizes.push(provinces.nodes.length);
      ({ endCursor: after, hasNextPage: more } = provinces.pageInfo);
    }
    expect(sizes).toEqual([15, 30, 38]);
    expect(complaints).toEqual([]);
  });
});

describe("urql with Graphcache without the kit", () => {
  it("warns, as the tests above would tell", async () => {
    const app = startApp({});
    await ask(app, RATE);
    expect(complaints).not.toEqual([]);
  });
});
