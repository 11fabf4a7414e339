import { parseEnv } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { AGREED, difference, rowsUnder, spansOf, unquoted, type Document } from "./markdown.js";
import { configuredVariables, documents, sources, textOf, variablesIn } from "./project.js";

const PAGE = "docs/use/configuration.md";

/** Variables that a text sets, as `NAME=value`. */
const assigned = (text: string): string[] =>
  [...text.matchAll(/(?<![\w-])([A-Z][A-Z_]{2,})=(?=[\w/:])/g)].map(([, name = ""]) => name);

/** Variables of the environment that sources read by name. */
const readBy = (all: readonly Document[]): string[] =>
  all.flatMap(({ text }) => [...text.matchAll(/process\.env\.([A-Z_]+)/g)].map(([, name = ""]) => name));

/** What the fixed limits of operations are called in the page, and the constants that hold them, with their files. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  "different representations of one `_entities`": ["entities MAX_REPRESENTATIONS"],
  "rows of a page; ids of `nodes`; hits of a search": ["page-args MAX_PAGE"],
  "statements of one operation that run at once": ["session MAX_AT_ONCE"],
  "levels of brackets of a document, of JSON in variables": ["sound-request MAX_NESTING"],
  "characters of a name in a document": ["document-bounds MAX_NAME"],
  "values in the arguments of all fields": ["price-guard MAX_VALUES"],
  "answers of that size that may be written, or wait for clients, at once": ["answer-room MAX_LARGE"],
  "bytes of an answer that is never rejected because of others": ["answer-room SMALL_BYTES"],
  "bytes from which an answer is compressed": ["compression MIN_BYTES"],
  "bytes of a cached answer": ["answer-cache MAX_CACHED_BYTES"],
  "values of an `in`; of a whole filter": ["operators MAX_LISTED", "filter-sql MAX_VALUES"],
  "conditions of a filter; its depth": ["filter-sql MAX_CONDITIONS", "filter MAX_DEPTH"],
  "characters of `contains`; letters of rare scripts in it": [
    "operators MAX_PATTERN",
    "operators MAX_RARE_LETTERS",
  ],
  "rows of a list that is not a connection": ["row-reader MAX_LIST"],
  "rows of `tariffs`": ["tariff.queries MAX_TARIFFS"],
  "steps of an `orderBy`": ["order MAX_ORDER_TERMS"],
  "rows, indicators, dimensions of `statistics`": [
    "read-statistics MAX_ROWS",
    "statistics.args MAX_INDICATORS",
    "read-statistics MAX_DIMENSIONS",
  ],
  "observations that `statistics` are computed from": ["statistics.queries MAX_FACTS"],
  "characters of a search": ["search.resolver MAX_TEXT"],
  "keys that are not accepted, of one address in a minute": ["rate-limits BAD_KEYS"],
  "addresses that are counted apart": ["stranger STRANGERS"],
  "rows of `usage`": ["usage.queries MAX_USAGE_ROWS"],
  "webhooks of a partner": ["webhook-commands MAX_WEBHOOKS"],
  "regions and indicators that a message to a webhook tells apart": ["message MAX_GROUPS"],
  "bytes of a webhook's answer that are read": ["post MAX_ANSWER"],
  "rows of a submission": ["sent-rows MAX_ROWS"],
  "submissions of a partner, and their rows, that wait for review": [
    "submit MAX_WAITING",
    "submit MAX_WAITING_ROWS",
  ],
  "bytes of a submission's document, and of one of its rows": ["sent-rows MAX_TEXT_BYTES"],
  "bytes of the answer of a [tool](mcp.md)": ["run-tool MAX_ANSWER"],
  "characters, and names found, of a search of the schema by a tool": [
    "schema-tools MAX_TEXT",
    "schema-tools MAX_FOUND",
  ],
};

/** Bounds that change how statements are written, and that no caller meets. */
const INTERNAL = [
  "parent-pages MAX_RANK",
  "parent-pages MAX_BRANCHES",
  "parent-pages MAX_WINDOWED",
  "outline MAX_COLLECTED",
  "plan-cache MAX_VARIANTS",
];

/** The same for imported files, by the names of LIMITS. */
const OF_FILES: Readonly<Record<string, string>> = {
  "entries of an archive; sheets of a workbook": "entries",
  "bytes of one file or entry": "entryBytes",
  "bytes unpacked from one archive in total": "totalBytes",
  "unpacked bytes divided by packed bytes": "ratio",
  "unpacked bytes above which that ratio applies": "ratioFromBytes",
  "bytes of `datapackage.json`": "descriptorBytes",
  "levels of `datapackage.json`": "descriptorDepth",
  "resources of a package": "resources",
  "columns of a table": "columns",
  "bytes of a cell": "cellBytes",
  "bytes of a row, with its quoted line breaks": "rowBytes",
  "bytes of memory for the shared texts of a workbook": "sharedTextBytes",
  "rows of a sheet": "sheetRows",
  "cell formats of a workbook": "cellFormats",
  "bytes of a workbook's XML between two tags": "xmlNodeBytes",
  "levels of a workbook's XML": "xmlDepth",
};

/** Constants of sources that hold a number, as "file NAME", and whether others may read them. */
function constantsOf(all: readonly Document[]): Map<string, { value: number; isExported: boolean }> {
  return new Map(
    all.flatMap(({ path, text }) =>
      [...text.matchAll(/^(export )?const ([A-Z][A-Z_]*) = ([\d_]+);/gm)].map(
        ([, exported, name = "", value = ""]) =>
          [
            `${path.replace(/.*\/|\.ts$/g, "")} ${name}`,
            { value: Number(value.replaceAll("_", "")), isExported: exported !== undefined },
          ] as const,
      ),
    ),
  );
}

/** The members of an object of sources that hold a number or a product of numbers. */
const membersOf = (text: string): Map<string, number> =>
  new Map(
    [...text.matchAll(/^ {2}(\w+): ([\d_]+(?: \*\*? [\d_]+)*),/gm)].map(([, name = "", product = ""]) => [
      name,
      product
        .split(/ \* (?!\*)/)
        .map((power) => power.split(" ** ").map((part) => Number(part.replaceAll("_", ""))))
        .reduce((sum, [base = 0, exponent = 1]) => sum * base ** exponent, 1),
    ]),
  );

/** The numbers of a cell: `1,000; 10 s`. */
const numbersOf = (cell: string): number[] =>
  cell.split(";").map((number) => Number(number.replace(/,| s$/g, "")));

/** A variable's number in the page's unit: milliseconds are shown as seconds. */
const shownAs = (name: string, value: string): number => Number(value) / (name.endsWith("_MS") ? 1000 : 1);

/** Rows of limits whose numbers are not those of the code, or that no code is known for. */
function wrongLimits(
  rows: readonly string[][],
  valueOf: (limit: string, variables: readonly string[]) => readonly number[],
): string[] {
  return rows
    .filter(([limit = "", shown = "", variables = ""]) => {
      const values = valueOf(limit, spansOf(variables));
      return values.length === 0 || values.join() !== numbersOf(shown).join();
    })
    .map(([limit = ""]) => limit);
}

describe("The page on configuration", () => {
  let page: string;
  let variables: string[];
  let defaults: Record<string, string>;

  beforeAll(async () => {
    page = await textOf(PAGE);
    variables = await configuredVariables();
    defaults = parseEnv(await textOf(".env.example")) as Record<string, string>;
  });

  it("names every variable with its default, and no others", () => {
    const rows = rowsUnder(page, "Variable").map(([name = "", value = ""]) => [
      unquoted(name),
      unquoted(value),
    ]);
    expect(
      difference(
        rows.map(([name = ""]) => name),
        variables,
      ),
    ).toEqual(AGREED);
    expect(Object.fromEntries(rows)).toEqual(defaults);
  });

  it("names every limit with the value that the code has, and no others", async () => {
    const constants = constantsOf(await sources(["src"], /\.ts$/));
    const [operations, files] = [
      page.slice(0, page.indexOf("### Of imported")),
      page.slice(page.indexOf("### Of imported")),
    ];
    const rows = rowsUnder(operations, "Limit");
    const fixed = (limit: string, configured: readonly string[]): number[] =>
      configured.length > 0
        ? configured.map((name) => shownAs(name, defaults[name] ?? ""))
        : (FIXED[limit] ?? []).map((name) => constants.get(name)?.value ?? NaN);
    expect(wrongLimits(rows, fixed)).toEqual([]);
    const ours = rows.filter(([, , configured]) => configured === "").map(([limit = ""]) => limit);
    expect(difference(ours, Object.keys(FIXED))).toEqual(AGREED);

    const [limits] = await sources(["src"], /\/limits\.ts$/);
    const members = membersOf(limits?.text ?? "");
    const known = (limit: string): number[] => [members.get(OF_FILES[limit] ?? "") ?? NaN];
    expect(wrongLimits(rowsUnder(files, "Limit"), known)).toEqual([]);
    expect(difference(Object.values(OF_FILES), members.keys())).toEqual(AGREED);
    expect(
      difference(
        rowsUnder(files, "Limit").map(([limit = ""]) => limit),
        Object.keys(OF_FILES),
      ),
    ).toEqual(AGREED);
  });

  it("leaves out no limit that the code exports", async () => {
    const constants = constantsOf(await sources(["src"], /\.ts$/));
    const exported = [...constants].filter(([name, { isExported }]) => isExported && name.includes(" MAX_"));
    const known = [...Object.values(FIXED).flat(), ...INTERNAL];
    expect(exported.map(([name]) => name).filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !constants.has(name))).toEqual([]);
  });
});

describe("Variables in documents", () => {
  it("are those of the server or of the tests", async () => {
    const known = [...(await configuredVariables()), ...(await testVariables())];
    const set = (await documents()).flatMap(({ text }) => assigned(text));
    expect(set.filter((name) => !known.includes(name))).toEqual([]);
    expect(set).toContain("DATABASE_URL");
  });

  it("are, for the tests, all that these read", async () => {
    const named = rowsUnder(await textOf("docs/develop/testing.md"), "Variable");
    expect(
      difference(
        named.map(([name = ""]) => unquoted(name)),
        await testVariables(),
      ),
    ).toEqual(AGREED);
  });

  // What the tests set for one another, and what every process has, is none.
  async function testVariables(): Promise<string[]> {
    const all = await sources(["test"], /\.ts$/);
    const configured = await configuredVariables();
    return readBy(all.filter(({ path }) => !path.startsWith("test/docs/"))).filter(
      (name) => !configured.includes(name) && !/^(CAKUPAN_TEST_.*|PATH)$/.test(name),
    );
  }
});

describe("The check of configuration", () => {
  const PAGE_OF_ONE =
    "| Limit | Value | Configured by |\n|---|---|---|\n| rows; texts | 1,000; 10 s | `A`, `B_MS` |\n";

  it("finds variables in the schema of the environment", () => {
    expect(variablesIn('z.object({\n  PORT: count(0),\n  LOG_LEVEL: z.enum([\n    "A",\n  ]),\n})')).toEqual([
      "PORT",
      "LOG_LEVEL",
    ]);
  });

  it("finds variables that are set or read", () => {
    expect(assigned("`EXPLORER=false`, A_B=c, `E = mc`, x-FOO=1, ?a=b")).toEqual(["EXPLORER", "A_B"]);
    expect(readBy([{ path: "a.ts", text: "process.env.CI === process.env.PORT_A ?? 1" }])).toEqual([
      "CI",
      "PORT_A",
    ]);
  });

  it("finds constants and members with their numbers", () => {
    const text = "export const MAX_A = 1_000;\nconst B = 5;\n  const C = 6;\n";
    expect([...constantsOf([{ path: "src/x/y.z.ts", text }])]).toEqual([
      ["y.z MAX_A", { value: 1000, isExported: true }],
      ["y.z B", { value: 5, isExported: false }],
    ]);
    expect([...membersOf("{\n  a: 2 * 1024 ** 3,\n  b: 100_000,\n}")]).toEqual([
      ["a", 2_147_483_648],
      ["b", 100_000],
    ]);
  });

  it("tells limits with other values, and those that no code is known for", () => {
    const rows = rowsUnder(PAGE_OF_ONE, "Limit");
    const values = (...found: number[]) => wrongLimits(rows, () => found);
    expect(values(1000, shownAs("B_MS", "10000"))).toEqual([]);
    expect(values(1000, 11)).toEqual(["rows; texts"]);
    expect(values(1000)).toEqual(["rows; texts"]);
    expect(values(NaN, 10)).toEqual(["rows; texts"]);
    expect(values()).toEqual(["rows; texts"]);
  });
});
