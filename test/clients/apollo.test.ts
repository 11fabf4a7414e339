import {
  ApolloClient,
  HttpLink,
  InMemoryCache,
  gql,
  type InMemoryCacheConfig,
  type ObservableQuery,
} from "@apollo/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { filter, firstValueFrom, map } from "rxjs";
import { cacheOptions, possibleTypes } from "../../clients/src/apollo.js";
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

/** An app with Apollo Client, with the kit unless told otherwise. */
function startApp(options: InMemoryCacheConfig = cacheOptions) {
  const { fetch, count } = countingFetch();
  const link = new HttpLink({ uri: `http://127.0.0.1:${served.port}/graphql`, fetch });
  const client = new ApolloClient({ cache: new InMemoryCache(options), link });
  return { client, requests: count };
}

type App = ReturnType<typeof startApp>;

const ask = async ({ client }: App, query: string, variables = {}): Promise<any> =>
  (await client.query({ query: gql(query), variables })).data;

/** What a component that has asked already shows from the cache; null when the cache lacks a field of it. */
const shown = ({ client }: App, query: string, variables = {}): any =>
  client.readQuery({ query: gql(query), variables });

/** Waits until a component shows what it waits for. */
const showing = (
  query: ObservableQuery<any, any>,
  isShown: (data: any) => boolean = () => true,
): Promise<any> =>
  firstValueFrom(
    query.pipe(
      filter(({ loading, dataState, data }) => !loading && dataState === "complete" && isShown(data)),
      map(({ data }) => data),
    ),
  );

const RATE = `{ region(code: "15.71") { id coverage { rate { value basis } period { start } } } }`;
const WORKERS = `{ region(code: "15.71") { id coverage { protectedWorkers { value } rate { published } period { end } } } }`;
const RATE_WITHOUT_ID = RATE.replace("id ", "");
const HISTORY_RATES = `{ region(code: "62") { id coverageHistory { rate { value } period { start } } } }`;
const HISTORY_WORKERS = `{ region(code: "62") { id coverageHistory { protectedWorkers { value } period { start end } } } }`;

describe("Apollo Client with the kit", () => {
  it.each([
    ["a region", RATE, WORKERS],
    ["a region, one without its id", RATE_WITHOUT_ID, WORKERS],
    ["a region, the other without its id", WORKERS, RATE_WITHOUT_ID],
    ["a region, both without its id", RATE_WITHOUT_ID, WORKERS.replace("id ", "")],
    ["a list of rows without ids", HISTORY_RATES, HISTORY_WORKERS],
  ])("keeps what two components ask of %s", async (_, one, other) => {
    const app = startApp();
    const answers = [await ask(app, one), await ask(app, other)];
    expect([shown(app, one), shown(app, other)]).toEqual(answers);
    expect(await ask(app, one)).toEqual(answers[0]);
    expect(app.requests()).toBe(2);
    expect(complaints).toEqual([]);
  });

  it("shows both components their fields at once, each with one request", async () => {
    const app = startApp();
    const watched = [RATE, WORKERS].map((query) => app.client.watchQuery({ query: gql(query) }));
    const subscriptions = watched.map((query) => query.subscribe(() => undefined));
    await Promise.all(watched.map((query) => showing(query)));
    for (const subscription of subscriptions) subscription.unsubscribe();
    expect(app.requests()).toBe(2);
  });

  it("tells coverage on one date, or over one denominator, from that of another", async () => {
    const coverage = `query ($on: Date) { region(code: "62") { id coverage(on: $on) { rate { value } } } }`;
    const app = startApp();
    const [early, late] = [{ on: "2022-12-31" }, { on: "2025-12-31" }];
    const answers = [await ask(app, coverage, early), await ask(app, coverage, late)];
    expect(answers[0]).not.toEqual(answers[1]);
    expect([shown(app, coverage, early), shown(app, coverage, late)]).toEqual(answers);
  });

  it("replaces a list of rows without ids that has changed, rather than mixing rows", async () => {
    const app = startApp();
    await ask(app, HISTORY_RATES);
    const answer = await ask(app, HISTORY_WORKERS);
    const [first, ...others] = answer.region.coverageHistory;
    const changed = [...others, { ...first, period: { ...first.period, start: "1999-01-01" } }];
    const data = { region: { ...answer.region, coverageHistory: changed } };
    app.client.writeQuery({ query: gql(HISTORY_WORKERS), data });
    expect(shown(app, HISTORY_WORKERS)).toEqual(data);
    expect(shown(app, HISTORY_RATES)).toBeNull();
  });

  it("reads each example from the cache as it was answered, after all others have been asked", async () => {
    const app = startApp();
    const operations = await kitOperations();
    const answers: unknown[] = [];
    for (const { document, variables } of operations)
      answers.push((await app.client.query({ query: document, variables })).data);
    const asked = app.requests();
    const read = operations.map(({ document, variables }) =>
      app.client.readQuery({ query: document, variables }),
    );
    expect(read).toEqual(answers);
    expect(app.requests()).toBe(asked);
    expect(complaints).toEqual([]);
  });
});

const PAGES = {
  edges: `query ($after: String) { provinces(first: 15, after: $after) { totalCount edges { cursor node { id name } } pageInfo { hasNextPage endCursor } } }`,
  nodes: `query ($after: String) { provinces(first: 15, after: $after) { totalCount nodes { id name } pageInfo { hasNextPage endCursor } } }`,
};

describe("Pages of a list in Apollo Client with the kit", () => {
  it.each(["edges", "nodes"] as const)("join as more of its %s are fetched", async (rows) => {
    const app = startApp();
    const query = app.client.watchQuery<any, any>({ query: gql(PAGES[rows]) });
    const subscription = query.subscribe(() => undefined);
    let { provinces: page } = await showing(query);
    const sizes = [page[rows].length];
    while (page.pageInfo.hasNextPage) {
      const shownRows = page[rows].length;
      await query.fetchMore({ variables: { after: page.pageInfo.endCursor } });
      page = (await showing(query, ({ provinces }) => provinces[rows].length > shownRows)).provinces;
      sizes.push(page[rows].length);
    }
    subscription.unsubscribe();
    expect(sizes).toEqual([15, 30, page.totalCount]);
    const ids = page[rows].map((row: any) => (row.node ?? row).id);
    const { provinces } = await ask(startApp(), `{ provinces(first: 500) { nodes { id } } }`);
    expect(ids).toEqual(provinces.nodes.map(({ id }: any) => id));
    expect(complaints).toEqual([]);
  });

  it("of a region join as those of the graph do", async () => {
    const app = startApp();
    const query = `query ($after: String) { region(code: "ID") { id observations(first: 5, after: $after) { nodes { id } pageInfo { endCursor } } } }`;
    const { region } = await ask(app, query);
    const variables = { after: region.observations.pageInfo.endCursor };
    await app.client.query({ query: gql(query), variables, fetchPolicy: "network-only" });
    expect(shown(app, query).region.observations.nodes).toHaveLength(10);
  });

  it("of different sizes, filters and orders are different lists", async () => {
    const app = startApp();
    const size = `query ($first: Int, $filter: RegionFilter) { provinces(first: $first, filter: $filter) { nodes { id } } }`;
    const sizes = [{ first: 2 }, { first: 3 }, { first: 3, filter: { name: { startsWith: "Su" } } }];
    const answers: any[] = [];
    for (const variables of sizes) answers.push(await ask(app, size, variables));
    expect(answers.map(({ provinces }) => provinces.nodes.length)).toEqual([2, 3, 3]);
    expect(sizes.map((variables) => shown(app, size, variables))).toEqual(answers);
  });

  it("are not empty to a component after another has asked for their count alone", async () => {
    const app = startApp();
    await ask(app, `{ provinces { totalCount } }`);
    expect(shown(app, `{ provinces { nodes { id } } }`)).toBeNull();
    const { provinces } = await ask(app, `{ provinces { nodes { id } } }`);
    expect(provinces.nodes).toHaveLength(20);
    expect(shown(app, `{ provinces { totalCount nodes { id } } }`).provinces.totalCount).toBe(38);
  });
});

describe("Apollo Client without the kit", () => {
  it("loses what one component asked when another asks for other fields, as the test above would tell", async () => {
    const app = startApp({ possibleTypes });
    await ask(app, RATE);
    await ask(app, WORKERS);
    expect(shown(app, RATE)).toBeNull();
  });
});
