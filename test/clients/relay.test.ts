import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import relay, { type FetchFunction } from "relay-runtime";
import { byPost, ServedRealData } from "../support/served.js";

const {
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getSingularSelector,
  Network,
  RecordSource,
  Store,
} = relay;
const run = promisify(execFile);
const require = createRequire(import.meta.url);

const APP = `
import { graphql } from "relay-runtime";
export const query = graphql\`
  query appProvincesQuery {
    ...app_provinces @arguments(count: 15)
  }
\`;
export const list = graphql\`
  fragment app_provinces on Query
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "appProvincesPageQuery") {
    provinces(first: $count, after: $cursor) @connection(key: "app_provinces") {
      totalCount
      edges { node { officialName areaSince ...app_rate } }
    }
  }
\`;
export const rate = graphql\`
  fragment app_rate on Region
  @argumentDefinitions(on: { type: "Date", defaultValue: "2025-12-31" })
  @refetchable(queryName: "appRateQuery") {
    coverage(on: $on) { rate { value basis } }
  }
\`;
export const workers = graphql\`
  query appWorkersQuery {
    region(code: "15.71") { coverage { protectedWorkers { value } } }
  }
\`;
export const share = graphql\`
  query appShareQuery {
    region(code: "15.71") { coverage { rate { value } } }
  }
\`;
`;

let served: ServedRealData;
let folder: string;
let log: string;

/** Compiles the app with the kit's configuration, as a project that has installed the kit. */
async function compile(): Promise<string> {
  await mkdir(join(folder, "src"));
  await mkdir(join(folder, "node_modules/@cakupan"), { recursive: true });
  await symlink(resolve("clients"), join(folder, "node_modules/@cakupan/client"), "dir");
  await copyFile("clients/relay.config.json", join(folder, "relay.config.json"));
  await writeFile(join(folder, "src/app.ts"), APP);
  return (await run(process.execPath, [require.resolve("relay-compiler/cli.js")], { cwd: folder })).stdout;
}

beforeAll(async () => {
  served = await ServedRealData.start();
  folder = await mkdtemp(join(tmpdir(), "cakupan-relay-"));
  log = await compile();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await served.close();
});

const artifact = async (name: string): Promise<any> =>
  ((await import(join(folder, `src/__generated__/${name}.graphql.ts`))) as { default: unknown }).default;

function startApp() {
  const ask: FetchFunction = async ({ text }, variables) =>
    (await served.send(byPost({ query: text ?? "", variables }))).body;
  return new Environment({ network: Network.create(ask), store: new Store(new RecordSource()) });
}

describe("Relay with the kit", () => {
  it("compiles an app with a list that is fetched page by page, and fragments that are fetched again", async () => {
    expect(log).toContain("Compilation completed");
    const types = await readFile(join(folder, "src/__generated__/app_provinces.graphql.ts"), "utf8");
    expect(types).toContain("readonly areaSince: string | null");
  });

  it("joins the pages of the list", async () => {
    const app = startApp();
    const [query, page, list] = await Promise.all(
      ["appProvincesQuery", "appProvincesPageQuery", "app_provinces"].map(artifact),
    );
    const operation = createOperationDescriptor(query, {});
    app.retain(operation);
    await fetchQuery(app, query, {}).toPromise();
    const provinces = (): any => {
      const { data } = app.lookup(operation.fragment);
      const { data: read, isMissingData } = app.lookup(getSingularSelector(list, data));
      expect(isMissingData).toBe(false);
      return (read as any).provinces;
    };
    const sizes = [provinces().edges.length];
    while (provinces().pageInfo.hasNextPage) {
      const variables = { count: 15, cursor: provinces().pageInfo.endCursor };
      await fetchQuery(app, page, variables).toPromise();
      sizes.push(provinces().edges.length);
    }
    expect(sizes).toEqual([15, 30, provinces().totalCount]);
  });

  it("fetches a fragment of a region again by the region's id", async () => {
    const app = startApp();
    const variables = { on: "2024-12-31", id: "Province:62" };
    const again = await artifact("appRateQuery");
    const operation = createOperationDescriptor(again, variables);
    app.retain(operation);
    await fetchQuery(app, again, variables).toPromise();
    expect(app.check(operation)).toMatchObject({ status: "available" });
  });

  it("keeps what two components ask of one coverage", async () => {
    const app = startApp();
    const both = await Promise.all(["appShareQuery", "appWorkersQuery"].map(artifact));
    const operations = both.map((query) => createOperationDescriptor(query, {}));
    for (const operation of operations) app.retain(operation);
    for (const query of both) await fetchQuery(app, query, {}).toPromise();
    for (const operation of operations) expect(app.check(operation)).toMatchObject({ status: "available" });
  });
});
