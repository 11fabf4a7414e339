import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { byPost, ServedRealData, type RawAnswer } from "../support/served.js";

let served: ServedRealData;
beforeAll(async () => {
  served = await ServedRealData.start();
});
afterAll(() => served.close());

/** What a program gets that knows nothing but a link, such as pandas: no header is sent. */
const follow = (link: string, method = "GET"): Promise<RawAnswer> =>
  served.send({ method, path: `/export/${link}` });

const rowsOf = ({ text }: RawAnswer): Record<string, string>[] => parse(text, { columns: true, bom: true });

const graph = async (query: string): Promise<any> => (await served.send(byPost({ query }))).body.data;

describe("A link to an example", () => {
  it("gives the rows that the graph answers, with its parameters as variables", async () => {
    const rows = rowsOf(await follow("04-province-ranking.csv?on=2025-06-30"));
    const { coverageRanking } = await graph(
      `{ coverageRanking(level: PROVINCE, on: "2025-06-30") { rows { rank region { name } } } }`,
    );
    expect(rows.map((row) => ({ rank: Number(row.rank), region: { name: row["region.name"] } }))).toEqual(
      coverageRanking.rows,
    );
  });

  it("takes numbers, enums, lists and input objects", async () => {
    const number = await follow("12-regional-office-award.ndjson?year=2024");
    expect(JSON.parse(number.text.split("\n")[0] ?? "")).toHaveProperty("organiser");
    const codes = ["PROTECTED_WORKERS", "EMPLOYED_POPULATION"];
    const repeated = rowsOf(
      await follow(`11-conflicts.csv?first=900&${codes.map((code) => `indicators=${code}`).join("&")}`),
    );
    const list = encodeURIComponent(JSON.stringify(codes));
    const { conflicts: filtered } = await graph(
      `{ conflicts(filter: { indicator: { in: ${JSON.stringify(codes)} } }) { totalCount } }`,
    );
    expect(repeated).toHaveLength(filtered.totalCount);
    expect(rowsOf(await follow(`11-conflicts.csv?first=900&indicators=${list}`))).toEqual(repeated);
    const employers = rowsOf(await follow("14-award-winning-employers.csv?kind=PRIVATE"));
    expect(new Set(employers.map(({ kind }) => kind))).toEqual(new Set(["PRIVATE"]));
    const input = encodeURIComponent('{"eq":"TIME"}');
    const conflicts = rowsOf(await follow(`28-conflicts-by-spread.csv?kind=${input}&atLeast=0.3`));
    expect(new Set(conflicts.map(({ kind }) => kind))).toEqual(new Set(["TIME"]));
  });

  it("has the headers of the same export by `POST`, and none of them differs for HEAD", async () => {
    const link = "17-tariffs.csv?on=2025-12-31";
    const [got, head] = [await follow(link), await follow(link, "HEAD")];
    const query = `query Tariffs { tariffs(on: "2025-12-31") { segment } }`;
    const posted = await served.send(byPost({ query }, "/export?format=csv"));
    const same = ["content-type", "content-disposition", "x-attribution", "x-data-version"];
    for (const { status, headers } of [got, head, posted]) {
      expect(status).toBe(200);
      for (const name of same) expect([name, headers[name]]).toEqual([name, got.headers[name]]);
    }
    expect(head.bytes).toHaveLength(0);
    expect(got.headers["x-data-version"]).toBeDefined();
  });
});

describe("The file of a link in caches", () => {
  const LINK = "17-tariffs.csv?on=2025-12-31";
  const withTag = (link: string, tag: string, method = "GET"): Promise<RawAnswer> =>
    served.send({ method, path: `/export/${link}`, headers: { "if-none-match": tag } });
  const tagOf = ({ headers }: RawAnswer): string => String(headers.etag);

  it("may be kept, and is not sent again as long as it holds", async () => {
    const { headers } = await follow(LINK);
    expect(headers["cache-control"]).toBe("public, max-age=0, must-revalidate");
    expect(headers.vary).toContain("accept-encoding");
    expect(headers["accept-ranges"]).toBe("none");
    const again = await withTag(LINK, tagOf({ headers } as RawAnswer));
    expect([again.status, again.text, again.headers.etag]).toEqual([304, "", headers.etag]);
    expect((await withTag(LINK, tagOf({ headers } as RawAnswer), "HEAD")).status).toBe(304);
    expect((await withTag(LINK, '"other"')).status).toBe(200);
  });

  it("has a tag of its own for each format, variable and operation, and the same for HEAD", async () => {
    const links = [LINK, "17-tariffs.csv?on=2025-06-30", "17-tariffs.ndjson?on=2025-12-31", "24-about.csv"];
    const tags = await Promise.all(links.map(async (link) => tagOf(await follow(link))));
    expect(new Set(tags).size).toBe(links.length);
    expect(tagOf(await follow(LINK, "HEAD"))).toBe(tags[0]);
  });

  it("is kept by none where it is an error, or asked for by POST", async () => {
    const { headers } = await follow("17-tariffs.csv?on=soon");
    expect([headers["cache-control"], headers.etag]).toEqual(["no-store", undefined]);
    const posted = await served.send(byPost({ query: "{ indicators { code } }" }, "/export?format=csv"));
    expect([posted.headers["cache-control"], posted.headers.etag]).toEqual(["no-store", undefined]);
  });
});

describe("An export of what is no connection", () => {
  const exported = async (query: string): Promise<any[]> => {
    const { text } = await served.send(byPost({ query }, "/export?format=ndjson"));
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as unknown);
  };

  it("is the rows of a list", async () => {
    const { indicators } = await graph("{ indicators { code unit } }");
    expect(indicators.length).toBeGreaterThan(5);
    expect(await exported("{ indicators { code unit } }")).toEqual(indicators);
  });

  it("is the rows of an object's only list, with the object's fields beside each", async () => {
    const query = `{ region(code: "15.71") { name coverageHistory { period { end } rate { value } } } }`;
    const { region } = await graph(query);
    expect(region.coverageHistory.length).toBeGreaterThan(0);
    expect(await exported(query)).toEqual(
      region.coverageHistory.map(({ period, rate }: any) => ({
        name: region.name,
        "coverageHistory.period.end": period.end,
        "coverageHistory.rate.value": rate?.value ?? null,
      })),
    );
  });

  it("is one row for an object without lists, and none for an object that does not exist", async () => {
    expect(await exported(`{ region(code: "15.71") { name parent { name } } }`)).toEqual([
      { name: "Jambi", "parent.name": "Jambi" },
    ]);
    expect(await exported(`{ region(code: "15.99") { name } }`)).toEqual([]);
  });

  it("is a whole ranking unless `first` is given", async () => {
    const query = (args: string): string => `{ coverageRanking(level: PROVINCE ${args}) { rows { rank } } }`;
    const { coverageRanking } = await graph("{ coverageRanking(level: PROVINCE) { comparableRegions } }");
    expect(await exported(query(""))).toHaveLength(coverageRanking.comparableRegions);
    expect(await exported(query("first: 3"))).toHaveLength(3);
  });
});

describe("A link to a persisted operation", () => {
  const query = "query Names($first: Int!) { provinces(first: $first) { nodes { name } } }";
  const hash = createHash("sha256").update(query).digest("hex");
  const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };

  it("gives its rows once it has been sent, by its hash", async () => {
    const before = await follow(`${hash}.csv?first=2`);
    expect([before.status, before.body.errors[0].extensions.code]).toEqual([404, "NOT_FOUND"]);
    await served.send(byPost({ query, variables: { first: 1 }, extensions }));
    expect(rowsOf(await follow(`${hash}.csv?first=2`))).toEqual([
      { name: "Aceh" },
      { name: "Sumatera Utara" },
    ]);
  });
});

describe("A link is refused", () => {
  it.each([
    [
      "with an unknown name",
      "ranking.csv",
      404,
      "NOT_FOUND",
      /no example .*"ranking"; there are 04-province-ranking/i,
    ],
    ["with no name", ".csv", 404, "NOT_FOUND", /No example operation/],
    ["with another format", "11-conflicts.pdf", 400, "BAD_USER_INPUT", /must end in a format, one of csv/],
    ["with no format", "11-conflicts", 400, "BAD_USER_INPUT", /must end in a format/],
    [
      "with an unknown parameter",
      "11-conflicts.csv?first=1&wat=1",
      400,
      "BAD_USER_INPUT",
      /no variable `wat`.*`first: Int`/,
    ],
    [
      "without a required one",
      "17-tariffs.csv",
      400,
      "BAD_USER_INPUT",
      /parameter `on: Date!`, such as on=20/,
    ],
    [
      "with a wrong number",
      "11-conflicts.csv?first=x",
      400,
      "BAD_USER_INPUT",
      /cannot represent non-integer value: "x"/,
    ],
    ["with a wrong date", "17-tariffs.csv?on=2025-02-30", 400, "BAD_USER_INPUT", /2025-02-30/],
    [
      "with JSON that is none",
      "28-conflicts-by-spread.csv?kind=%7B",
      400,
      "BAD_USER_INPUT",
      /`kind` must be JSON/,
    ],
    ["with a parameter twice", "11-conflicts.csv?first=1&first=2", 400, "BAD_REQUEST", /more than once/],
    ["with U+0000", "11-conflicts.csv?within=%00", 400, "BAD_USER_INPUT", /U\+0000/],
    [
      "to an example of two lists",
      "07-worker-cohorts.csv?code=15.71",
      400,
      "BAD_USER_INPUT",
      /cannot be exported/,
    ],
  ])("%s", async (_title, link, status, code, message) => {
    const answer = await follow(link);
    expect(answer.body.errors[0]).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code },
    });
    expect(answer.status).toBe(status);
    expect((await follow(link, "HEAD")).status).toBe(status);
  });

  it("when it is sent by `POST`", async () => {
    const { status, headers } = await follow("11-conflicts.csv", "POST");
    expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
  });
});
