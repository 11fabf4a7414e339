import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import Fastify, { type FastifyInstance } from "fastify";
import { buildSchema, graphql } from "graphql";
import { type Browser, type Locator, type Page, chromium } from "playwright-core";
import { registerExplorer } from "../../src/server/explorer.js";
import { readOperations } from "../../src/server/operations.js";
import { buildPage } from "../support/built-page.js";
import { chromiumPath } from "../support/chromium.js";

const root = resolve(import.meta.dirname, "../..");
const assetsFolder = join(root, "dist", "explorer");

const schema = buildSchema(`
  scalar RegionCode
  type Region { code: RegionCode! name: String! officialName: String! }
  type Dataset { title: String! synthetic: Boolean! }
  type About { citation: String datasets: [Dataset!]! }
  type Partner { name: String! }
  type Viewer { partner: Partner scopes: [String!]! regions: [Region!] expiresAt: String }
  type Query { viewer: Viewer! region(code: RegionCode!): Region regionCount: Int! about: About! }
`);
const REAL = { title: "Real data", synthetic: false };
const rootValue = {
  about: { datasets: [REAL] },
  viewer: (_: unknown, key: string | undefined) => ({
    partner: key === undefined ? null : { name: "Disnaker Jawa Tengah" },
    scopes: key === undefined ? [] : ["RETURNS_READ"],
    regions: [{ code: "33", name: "Jawa Tengah" }],
    expiresAt: "2030-01-31T00:00:00.000Z",
  }),
  region: ({ code }: { code: string }) => ({
    code,
    officialName: code === "15.71" ? "Kota Jambi" : "Elsewhere",
  }),
  regionCount: 552,
};
const regionExample = `# EN: Which region has this code?
# ID: Wilayah mana yang memiliki kode ini?
query RegionByCode($code: RegionCode!) {
  region(code: $code) {
    officialName
  }
}
`;
const countExample = `# EN: How many regions are there?
# ID: Ada berapa wilayah?
query RegionCount {
  regionCount
}
`;

let operationsFolder: string;
let app: FastifyInstance;
let keys: unknown[];

beforeAll(buildPage, 200_000);

beforeEach(async () => {
  operationsFolder = await mkdtemp(join(tmpdir(), "operations-"));
  await writeExample("01-region.graphql", regionExample);
  await writeExample("01-region.variables.json", '{ "code": "15.71" }');
  await writeExample("02-count.graphql", countExample);
  app = Fastify();
  keys = [];
});

afterEach(async () => {
  await app.close();
  await rm(operationsFolder, { recursive: true });
});

describe("readOperations", () => {
  it("gives each file's name, questions, text and variables in the order of the file names", async () => {
    expect(await readOperations(operationsFolder)).toEqual([
      {
        name: "01-region",
        question: "Which region has this code?",
        pertanyaan: "Wilayah mana yang memiliki kode ini?",
        document: regionExample,
        variables: { code: "15.71" },
      },
      {
        name: "02-count",
        question: "How many regions are there?",
        pertanyaan: "Ada berapa wilayah?",
        document: countExample,
      },
    ]);
  });

  it.each([
    ["a syntax error", "03.graphql", "# EN: a\n# ID: b\nquery {", /03\.graphql: Syntax Error/],
    [
      "no Indonesian question",
      "03.graphql",
      "# EN: a\nquery A { regionCount }",
      /03\.graphql: .*"# ID: …" is missing/,
    ],
    [
      "a question below the operation",
      "03.graphql",
      "query A { regionCount }\n# EN: a\n# ID: b",
      /"# EN: …" is missing/,
    ],
    ["a nameless operation", "03.graphql", "# EN: a\n# ID: b\n{ regionCount }", /exactly one operation/],
    [
      "two operations",
      "03.graphql",
      "# EN: a\n# ID: b\nquery A { regionCount } query B { regionCount }",
      /exactly one/,
    ],
    [
      "variables that are a list",
      "02-count.variables.json",
      "[1]",
      /02-count\.graphql: .*must be a JSON object/,
    ],
  ])("rejects %s and names the file", async (_fault, file, text, message) => {
    await writeExample(file, text);
    await expect(readOperations(operationsFolder)).rejects.toThrow(message);
  });

  it("reads the project's own examples", async () => {
    expect((await readOperations(join(root, "schema", "operations"))).length).toBeGreaterThan(0);
  });
});

describe("registerExplorer", () => {
  it("gives the page a policy with a nonce of its own for every answer", async () => {
    await registerExplorer(app, { assetsFolder, operationsFolder });
    const [first, second] = await Promise.all([app.inject("/"), app.inject("/")]);
    const policy = String(first.headers["content-security-policy"]);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(first.body).toContain(`nonce="${nonce}"`);
    expect(second.body).not.toContain(`nonce="${nonce}"`);
    expect(first.headers["cache-control"]).toBe("no-cache");
  });

  it("answers each view with the page, and the editor alone with a policy that its workers and lines need", async () => {
    await registerExplorer(app, { assetsFolder, operationsFolder });
    for (const path of [
      "/",
      "/regions/33.71",
      "/indicators",
      "/indicators/BUDGET",
      "/sources/a",
      "/conflicts",
    ]) {
      const { statusCode, headers, body } = await app.inject(path);
      expect([statusCode, body.includes('<div id="page">'), body.includes("/explorer/editor-")]).toEqual([
        200,
        true,
        false,
      ]);
      expect(headers["content-security-policy"]).not.toMatch(/unsafe-inline|worker-src/);
    }
    const { headers, body } = await app.inject("/explorer");
    expect(body).toContain("/explorer/editor-");
    expect(headers["content-security-policy"]).toMatch(/worker-src 'self'.*style-src-attr 'unsafe-inline'/);
  });

  it("lets only the origins that are allowed frame what may be embedded, and nobody the rest", async () => {
    const embedOrigins = ["https://a.example", "https://b.example"];
    await registerExplorer(app, { assetsFolder, operationsFolder, embedOrigins });
    const policyOf = async (path: string): Promise<unknown> =>
      (await app.inject(path)).headers["content-security-policy"];
    for (const path of ["/embed/map", "/embed/answer"])
      expect(await policyOf(path)).toMatch(/frame-ancestors https:\/\/a\.example https:\/\/b\.example$/);
    for (const path of ["/", "/explorer"]) expect(await policyOf(path)).toMatch(/frame-ancestors 'none'/);
  });

  it("lets nobody frame anything unless told to", async () => {
    await registerExplorer(app, { assetsFolder, operationsFolder });
    const { headers } = await app.inject("/embed/map");
    expect(headers["content-security-policy"]).toMatch(/frame-ancestors 'none'$/);
  });

  it("lets browsers keep hashed files for ever and the examples not at all", async () => {
    await registerExplorer(app, { assetsFolder, operationsFolder });
    const script = /src="(\/explorer\/main-[^"]+)"/.exec((await app.inject("/")).body)?.[1] ?? "";
    const file = await app.inject({ url: script, headers: { "accept-encoding": "gzip" } });
    expect(file.headers).toMatchObject({
      "cache-control": "public, max-age=31536000, immutable",
      "content-encoding": "gzip",
    });
    expect(file.headers["content-security-policy"]).toBeUndefined();
    expect((await app.inject("/explorer/LICENCES.txt")).headers["cache-control"]).toBe("no-cache");
    expect((await app.inject("/explorer/operations.json")).headers["cache-control"]).toBe("no-cache");
  });

  it("serves neither the page without its policy nor files outside the bundle", async () => {
    await registerExplorer(app, { assetsFolder, operationsFolder });
    for (const path of ["index.html", ".inputs", "", "../package.json", "..%2Fpackage.json"]) {
      expect((await app.inject(`/explorer/${path}`)).statusCode).toBe(404);
    }
  });

  it("says how to build the explorer when its files are missing", async () => {
    await registerExplorer(app, { assetsFolder: join(operationsFolder, "none"), operationsFolder });
    const page = await app.inject("/");
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain("npm run build");
    expect((await app.inject("/explorer/operations.json")).json()).toHaveLength(2);
  });

  it("refuses to start with a malformed example", async () => {
    await writeExample("03.graphql", "query {");
    await expect(registerExplorer(app, { assetsFolder, operationsFolder })).rejects.toThrow("03.graphql");
  });
});

if (!chromiumPath && process.env.CI === "true") {
  it("finds a Chromium to open the explorer in", () => {
    throw new Error("No Chromium was found; install one or set CHROMIUM_PATH.");
  });
}

const inChromium = chromiumPath ? describe : describe.skip;
const note = chromiumPath ? "" : " (none found: set CHROMIUM_PATH to run these)";
inChromium(`the explorer in Chromium${note}`, () => {
  let browser: Browser;
  let page: Page;
  let origin: string;
  let problems: string[];
  let tabs: Locator;

  beforeAll(async () => {
    browser = await chromium.launch({
      ...(chromiumPath && { executablePath: chromiumPath }),
      // No other host is found, so that the explorer is tested as it is without the internet.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      ],
    });
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    await registerExplorer(app, { assetsFolder, operationsFolder });
    app.post<{ Body: { query: string; variables?: Record<string, unknown>; operationName?: string } }>(
      "/graphql",
      async ({ headers, body: { query, variables, operationName } }, reply) => {
        if (!headers["apollo-require-preflight"])
          return reply.code(400).send({ errors: [{ message: "no preflight" }] });
        const key = headers["x-api-key"];
        if (key === "ckp_wrong")
          return reply.code(401).send({ errors: [{ message: "A valid key is needed" }] });
        keys.push(key);
        return graphql({
          schema,
          rootValue,
          contextValue: key,
          source: query,
          variableValues: variables,
          operationName,
        });
      },
    );
    origin = await app.listen({ host: "127.0.0.1", port: 0 });
    ({ page, problems } = await openExplorer());
    tabs = page.locator(".graphiql-tab-button");
  });

  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

  it("opens with the examples, the first of them in the editor, and can run it", async () => {
    expect(await page.title()).toBe("Explorer · Cakupan");
    expect(await page.locator(".examples li").allInnerTexts()).toEqual([
      "Which region has this code?",
      "How many regions are there?",
    ]);
    await waitForText("Operation Editor", "query RegionByCode($code: RegionCode!)");
    await waitForText("Variables", '"code": "15.71"');
    await page.getByRole("button", { name: /^Execute query/ }).click();
    await waitForText("Result Window", '"officialName": "Kota Jambi"');
    expect(problems).toEqual([]);
  });

  it("runs with its variables on the first visit, and again after it was loaded anew", async () => {
    for (let visit = 0; visit < 2; visit += 1) {
      await waitForText("Operation Editor", "query RegionByCode($code: RegionCode!)");
      await waitForText("Variables", '"code": "15.71"');
      await page.getByRole("button", { name: /^Execute query/ }).click();
      await waitForText("Result Window", '"officialName": "Kota Jambi"');
      await waitUntil(`(localStorage.getItem("graphiql:tabState") ?? "").includes("15.71")`);
      await page.reload();
    }
    expect(problems).toEqual([]);
  });

  it("opens and runs what the address names, with the variables it gives, once", async () => {
    const variables = encodeURIComponent(JSON.stringify({ code: "11.71" }));
    await page.goto(`${origin}/explorer?operation=01-region&variables=${variables}`);
    await waitForText("Variables", '"code": "11.71"');
    await waitForText("Result Window", '"officialName": "Elsewhere"');
    const before = await tabs.allInnerTexts();
    await waitUntil(`(localStorage.getItem("graphiql:tabState") ?? "").includes("11.71")`);
    await page.reload();
    await waitForText("Result Window", '"officialName": "Elsewhere"');
    expect(await tabs.allInnerTexts()).toEqual(before);
    expect(problems).toEqual([]);
  });

  it("gives a short link to an operation of the reader's own, which the server does not see", async () => {
    await writeQuery(`query Mine { regionCount }${" ".repeat(500)}`);
    // By keys: suggestions may lie over the button while one writes.
    await page.getByRole("button", { name: "Copy link" }).press("Enter");
    await page.getByText("Copied").waitFor();
    expect(page.url()).toContain("/explorer#o=");
    expect(page.url().length).toBeLessThan(110);
    const before = await tabs.count();
    await waitUntil(`(localStorage.getItem("graphiql:tabState") ?? "").includes("Mine")`);
    await page.reload();
    await waitForText("Operation Editor", "query Mine {");
    await waitForText("Result Window", '"regionCount": 552');
    expect(await tabs.count()).toBe(before);
    expect(problems).toEqual([]);
  });

  it("opens links with variables, and those given out before they were shortened", async () => {
    const query = "query Mine($code: RegionCode!) { region(code: $code) { officialName } }";
    const variables = '{"code":"11.71"}';
    const packed = (text: string): string => deflateRawSync(text).toString("base64url");
    for (const hash of [
      `o=${packed(`1\n${variables}\n${query}`)}`,
      `q=${packed(JSON.stringify({ query, variables }))}`,
    ]) {
      await page.goto("about:blank");
      await page.goto(`${origin}/explorer#${hash}`);
      await waitForText("Result Window", '"officialName": "Elsewhere"');
    }
    expect(problems).toEqual([]);
  });

  it("says that there is synthetic data, and nothing where there is none", async () => {
    const notice = (of: Page): ReturnType<Page["getByRole"]> => of.getByRole("note");
    await waitForText("Operation Editor", "query RegionByCode");
    expect(await notice(page).count()).toBe(0);
    rootValue.about.datasets = [REAL, { title: "SYNTHETIC data", synthetic: true }];
    await page.reload();
    await notice(page).waitFor();
    rootValue.about.datasets = [REAL];
    expect(await notice(page).innerText()).toMatch(/^SYNTHETIC data: .* say nothing about the world/);
    expect(problems).toEqual([]);
  });

  it("opens an example in a new tab and runs it, all with the keyboard", async () => {
    await waitForText("Operation Editor", "query RegionByCode");
    await page.getByRole("button", { name: "How many regions are there?" }).focus();
    await page.keyboard.press("Enter");
    await waitForText("Operation Editor", "query RegionCount {");
    await tabs.filter({ hasText: "RegionCount" }).waitFor();
    expect(await tabs.allInnerTexts()).toEqual(["RegionByCode", "RegionCount"]);
    await waitForText("Result Window", '"regionCount": 552');
    expect(problems).toEqual([]);
  });

  it("takes a partner's key, says what it opens, sends it with operations, and stores it nowhere", async () => {
    const field = page.getByLabel("Partner key");
    await field.fill("ckp_wrong");
    await page.getByRole("button", { name: "Use" }).click();
    await page.getByText("A valid key is needed").waitFor();
    await field.fill("ckp_secret");
    await field.press("Enter");
    await page.getByText("Disnaker Jawa Tengah · RETURNS_READ · Jawa Tengah · until 2030-01-31").waitFor();
    keys.length = 0;
    await page.getByRole("button", { name: "How many regions are there?" }).click();
    await waitForText("Result Window", '"regionCount": 552');
    expect(keys).toEqual(["ckp_secret"]);
    const kept = await page.evaluate(
      "JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])",
    );
    expect(kept).not.toContain("ckp_secret");
    await page.reload();
    await page.locator(".graphiql-query-editor .view-line").first().waitFor();
    keys.length = 0;
    await page.getByRole("button", { name: "How many regions are there?" }).click();
    await waitForText("Result Window", '"regionCount": 552');
    expect([...new Set(keys)]).toEqual([undefined]);
    expect(problems.filter((problem) => !problem.includes("401"))).toEqual([]);
  });

  it("lets Tab leave the editor", async () => {
    await writeQuery("{ regionCount }");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(`document.activeElement.closest(".monaco-editor")`)).toBeNull();
    await waitForText("Operation Editor", "{ regionCount }");
    expect(problems).toEqual([]);
  });

  it("marks a field the schema does not have", async () => {
    await writeQuery("{ regionCoun }");
    await page.locator(".squiggly-error").waitFor();
    expect(problems).toEqual([]);
  });

  it("prettifies an operation", async () => {
    await writeQuery("query Tidy { regionCount }");
    await page.getByRole("button", { name: /^Prettify query/ }).click();
    await page.locator(".graphiql-query-editor .view-line:nth-child(3)").waitFor();
    expect(problems).toEqual([]);
  });

  it("keeps the tabs and adds none when the page is opened again", async () => {
    await page.getByRole("button", { name: "How many regions are there?" }).click();
    await tabs.filter({ hasText: "RegionCount" }).waitFor();
    await waitUntil(`(localStorage.getItem("graphiql:tabState") ?? "").includes("regionCount")`);
    await page.reload();
    await waitForText("Operation Editor", "query RegionCount {");
    expect(await tabs.allInnerTexts()).toEqual(["RegionByCode", "RegionCount"]);
    expect(problems).toEqual([]);
  });

  it("may do nothing that its policy does not name, and every attempt is noticed here", async () => {
    const attempts = {
      [`document.body.append(Object.assign(document.createElement("script"), { text: "window.ran = true" }))`]:
        "script-src-elem",
      [`setTimeout("window.ran = true")`]: "script-src",
      [`new Worker(URL.createObjectURL(new Blob(["1"])))`]: "worker-src",
      [`document.body.insertAdjacentHTML("beforeend", "<style>a{}</style>")`]: "style-src-elem",
      [`new Image().src = "http://elsewhere.test/a.png"`]: "img-src",
      [`fetch("http://elsewhere.test/").catch(() => {})`]: "connect-src",
    };
    for (const [statement, directive] of Object.entries(attempts)) {
      await page.evaluate(`(() => { ${statement}; })()`);
      await waitUntil(`window.violations.includes("${directive}")`);
    }
    expect(problems).toEqual(
      expect.arrayContaining(["policy: script-src-elem inline", "policy: script-src eval"]),
    );
    expect(await page.evaluate("window.ran")).toBeUndefined();
  });

  async function openExplorer() {
    const problems: string[] = [];
    const context = await browser.newContext({ locale: "en" });
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(`page error: ${error.message}`));
    page.on("console", (message) => {
      const text = message.text();
      if (text.startsWith("policy: ") || ["error", "warning"].includes(message.type())) problems.push(text);
    });
    context.on("request", (request) => {
      if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith("data:")) {
        problems.push(`request to ${request.url()}`);
      }
    });
    await page.addInitScript(`
      window.violations = [];
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
        window.violations.push(violatedDirective);
        console.log("policy: " + violatedDirective + " " + blockedURI);
      });
    `);
    await page.goto(`${origin}/explorer`);
    await page.locator(".graphiql-query-editor .view-line").first().waitFor();
    return { page, problems };
  }

  /** Waits until the region with this label holds the text; Monaco writes spaces as no-break spaces. */
  async function waitForText(label: string, text: string): Promise<void> {
    const pattern = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\s"));
    await page.locator(`section[aria-label="${label}"] .view-lines`).filter({ hasText: pattern }).waitFor();
  }

  /** Asks again and again from outside: the page's own policy forbids evaluating the condition inside it. */
  async function waitUntil(condition: string): Promise<void> {
    while (!(await page.evaluate(condition))) await page.waitForTimeout(50);
  }

  async function writeQuery(text: string): Promise<void> {
    await page.locator(".graphiql-query-editor .view-lines").click({ position: { x: 40, y: 10 } });
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(text);
  }
});

async function writeExample(name: string, text: string): Promise<void> {
  await writeFile(join(operationsFolder, name), text);
}
