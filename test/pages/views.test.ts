import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import axe from "axe-core";
import { type Browser, type Page, chromium } from "playwright-core";
import { buildPage } from "../support/built-page.js";
import { chromiumPath } from "../support/chromium.js";
import { ServedRealData } from "../support/served.js";

/** Each view, and words that it shows in both languages. */
const VIEWS: { path: string; en: string[]; id: string[] }[] = [
  {
    path: "/",
    en: ["How many workers are protected", "Coverage by province", "Questions it answers"],
    id: ["Berapa pekerja yang terlindungi", "Cakupan menurut provinsi", "Pertanyaan yang dapat dijawab"],
  },
  {
    path: "/regions/33.71",
    en: ["Kota Magelang", "Groups of workers", "What is not known", "Vulnerable workers"],
    id: ["Kota Magelang", "Kelompok pekerja", "Yang belum diketahui", "Pekerja rentan"],
  },
  {
    path: "/regions/32",
    en: ["Provinsi Jawa Barat", "Regions below", "Kota Bandung"],
    id: ["Provinsi Jawa Barat", "Wilayah di bawahnya", "Kota Bandung"],
  },
  { path: "/indicators", en: ["Indicators", "Coverage rate"], id: ["Indikator", "Cakupan kepesertaan"] },
  {
    path: "/indicators/EMPLOYED_POPULATION",
    en: ["Employed population", "Ranking: Province", "Jawa Barat"],
    id: ["Penduduk bekerja", "Peringkat: Provinsi", "Jawa Barat"],
  },
  {
    path: "/sources/U291cmNlOnNlZWQtMDA0",
    en: ["Magelang city", "What it states", "2,044"],
    id: ["Magelang city", "Yang dinyatakannya", "2.044"],
  },
  {
    path: "/indicators/COVERAGE_RATE",
    en: ["Comparable coverage today", "older than 24 months"],
    id: ["Cakupan yang dapat dibandingkan hari ini", "lebih lama dari 24 bulan"],
  },
  { path: "/conflicts", en: ["Where sources disagree", "Kind"], id: ["Di mana sumber berbeda", "Jenis"] },
];

/** What axe finds. */
interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

const SCREENS = [
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];
const MOST_BYTES_OF_FIRST_LOAD = 150_000;

if (!chromiumPath && process.env.CI === "true") {
  it("needs Chromium", () => {
    throw new Error("Chromium is missing: tests of pages need it where everything is checked.");
  });
}

(chromiumPath ? describe : describe.skip)("The views of the page, in Chromium", () => {
  let browser: Browser;
  let served: ServedRealData;
  let origin: string;
  let problems: string[] = [];

  beforeAll(async () => {
    await buildPage();
    served = await ServedRealData.start({ EXPLORER: "true" });
    origin = `http://127.0.0.1:${served.port}`;
    browser = await chromium.launch({
      ...(chromiumPath && { executablePath: chromiumPath }),
      args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    });
  }, 200_000);
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    problems = [];
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  async function open(path: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    const context = await browser.newContext({ locale: "en", ...options });
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith("data:"))
        problems.push(request.url());
    });
    await page.goto(origin + path);
    await settle(page);
    return page;
  }

  /** Waits until all answers are shown, and charts are drawn. */
  async function settle(page: Page): Promise<void> {
    await page.locator("h1").first().waitFor();
    if (page.url().includes("/explorer")) return;
    await page.waitForLoadState("networkidle");
    while ((await page.locator(".loading").count()) > 0) await page.waitForTimeout(50);
  }

  async function faultsOf(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<{ violations: Violation[] }>(
      `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
  }

  describe.each(VIEWS)("$path", ({ path, en, id }) => {
    it.each([
      ["en", en],
      ["id", id],
    ])("speaks %s", async (locale, texts) => {
      const page = await open(path, { locale });
      expect(await page.locator("html").getAttribute("lang")).toBe(locale);
      const shown = (await page.locator("main").innerText()).toLowerCase();
      for (const text of texts) expect(shown).toContain(text.toLowerCase());
      expect(await page.title()).toMatch(/Cakupan$/);
      expect(problems).toEqual([]);
    });

    it.each(["light", "dark"] as const)("has no fault that axe finds, %s", async (colorScheme) => {
      const page = await open(path, { colorScheme });
      expect(await faultsOf(page)).toEqual([]);
    });

    it("fits each screen without scrolling sideways", async () => {
      const page = await open(path);
      for (const screen of SCREENS) {
        await page.setViewportSize(screen);
        await page.waitForTimeout(150);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(screen.width);
      }
    });

    it("leads to the queries behind it, which the explorer knows", async () => {
      const page = await open(path);
      const links = await page
        .getByRole("link", { name: "The query behind this" })
        .evaluateAll((anchors) => anchors.map((anchor) => (anchor as unknown as { href: string }).href));
      expect(links.length).toBeGreaterThan(0);
      const answer = await served.send({ method: "GET", path: "/explorer/operations.json" });
      const names = (answer.body as { name: string }[]).map(({ name }) => name);
      for (const link of links) expect(names).toContain(new URL(link).searchParams.get("operation"));
    });
  });

  it("loads little before the editor is opened", async () => {
    const bodies: Promise<Buffer>[] = [];
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on("response", (response) => {
      if (response.request().method() === "GET") bodies.push(response.body());
    });
    await page.goto(origin);
    await settle(page);
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES_OF_FIRST_LOAD);
  });

  it("remembers the language that was chosen, which an address overrides", async () => {
    const page = await open("/");
    await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
    await page.getByRole("heading", { name: "Berapa pekerja" }).waitFor();
    await page.goto(`${origin}/conflicts`);
    await page.getByRole("heading", { level: 1, name: "Di mana sumber berbeda" }).waitFor();
    await page.goto(`${origin}/conflicts?lang=en`);
    await page.getByRole("heading", { level: 1, name: "Where sources disagree" }).waitFor();
  });

  it("walks the map with arrow keys, and opens a province with Enter", async () => {
    const page = await open("/");
    const map = page.getByRole("list", { name: "Coverage by province" });
    expect(await map.getByRole("link").count()).toBe(38);
    expect(await map.locator('a[tabindex="0"]').count()).toBe(1);
    await map.getByRole("link", { name: /^Aceh: / }).focus();
    for (const key of ["ArrowDown", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    expect(await page.locator(":focus .hidden").textContent()).toMatch(/^Kepulauan Riau: /);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Provinsi Kepulauan Riau" }).waitFor();
    expect(page.url()).toBe(`${origin}/regions/21`);
    await page.goBack();
    await page.getByRole("heading", { name: "Coverage by province" }).waitFor();
  });

  it("colours the map by another base and date, which the address keeps, with a table behind it", async () => {
    const page = await open("/?base=EMPLOYED_POPULATION&on=2019-12-31");
    expect(await page.getByLabel("Divided by").inputValue()).toBe("EMPLOYED_POPULATION");
    await page.getByLabel("Divided by").selectOption("POTENTIAL_WORKERS");
    await page.waitForURL(/base=POTENTIAL_WORKERS/);
    await page.getByText("Show as a table").click();
    expect(await page.getByRole("group", { name: "Coverage by province" }).getByRole("row").count()).toBe(39);
  });

  it("finds a region by its name and province, a group, an indicator and a publisher", async () => {
    const page = await open("/");
    const search = page.getByRole("searchbox", { name: "Search" });
    for (const [text, name, address] of [
      ["Semarang, Jawa Tengah", "Kota Semarang", "/regions/33.74"],
      ["guru ngaji", "teachers", "/indicators/PROTECTED_WORKERS?category=QURAN_TEACHER"],
      ["coverage rate", "Coverage rate", "/indicators/COVERAGE_RATE"],
      ["ANTARA", "ANTARA", "/sources/"],
    ] as const) {
      await search.fill(text);
      const result = page.locator(`.results a[href^="${address}"]`).first();
      await result.waitFor();
      expect((await result.innerText()).toLowerCase()).toContain(name.toLowerCase());
    }
    await search.fill("Semarang, Jawa Tengah");
    await page.locator('.results a[href="/regions/33.74"]').click();
    await page.getByRole("heading", { level: 1, name: "Kota Semarang" }).waitFor();
  });

  it("opens who states a number, and gives the focus back", async () => {
    const page = await open("/regions/15.71");
    const number = page.getByRole("button", { name: /100,000/ }).first();
    await number.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Protected workers" });
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain("Head of BPJS Ketenagakerjaan Jambi branch");
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await page.locator(":focus").innerText()).toContain("100,000");
    expect(problems).toEqual([]);
  });

  it("draws the history of a region, with its numbers in a table", async () => {
    const page = await open("/regions/62");
    await page.locator("#history .chart svg circle").first().waitFor();
    await page.locator("#history summary").click();
    expect(await page.locator("#history table").first().getByRole("row").count()).toBeGreaterThan(4);
    expect(problems).toEqual([]);
  });

  it("says that it knows nothing under an address of another region, and leaves other paths to the server", async () => {
    const page = await open("/regions/99.99");
    await page.getByText("Nothing is known under this address.").waitFor();
    const answer = await served.send({ method: "GET", path: "/elsewhere" });
    expect(answer.status).toBe(404);
    expect(answer.body.errors[0].extensions.code).toBe("NOT_FOUND");
  });

  it("shows answers of the explorer as a table that sorts and as a chart, and downloads them", async () => {
    const page = await open("/explorer?operation=18-statistics-by-year");
    await page
      .locator('section[aria-label="Result Window"] .view-lines', { hasText: "statistics" })
      .waitFor();
    await page.getByRole("button", { name: "Table", exact: true }).click();
    const table = page.getByRole("group", { name: "Table" });
    await table.getByRole("button", { name: "cells.PROTECTED_WORKERS.value", exact: true }).click();
    await table.getByRole("button", { name: "cells.PROTECTED_WORKERS.value" }).click();
    expect(await table.locator('th[aria-sort="descending"]').count()).toBe(1);
    await page.getByRole("button", { name: "Chart", exact: true }).click();
    await page.locator(".answer .chart svg rect").first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    expect(problems).toEqual([]);
  });

  it("has Run in sight on a phone", async () => {
    const page = await open("/explorer", { viewport: { width: 390, height: 844 } });
    const run = page.getByRole("button", { name: /^Execute query/ });
    await run.waitFor();
    const box = await run.boundingBox();
    expect(box && box.x + box.width).toBeLessThanOrEqual(390);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  });
});
