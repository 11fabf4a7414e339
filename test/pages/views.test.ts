import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { chromiumPath } from "../support/chromium.js";
import { faultsOf, RealPage, settle } from "../support/real-page.js";

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
  let real: RealPage;

  beforeAll(async () => {
    real = await RealPage.start();
  }, 200_000);
  afterEach(() => real.closePages());
  afterAll(() => real.close());

  const open: RealPage["open"] = (path, options) => real.open(path, options);

  describe.each(VIEWS)("$path", ({ path, en, id }) => {
    it("speaks English, fits each screen, has no fault that axe finds, and leads to the queries behind it", async () => {
      const page = await open(path);
      expect(await page.locator("html").getAttribute("lang")).toBe("en");
      const shown = (await page.locator("main").innerText()).toLowerCase();
      for (const text of en) expect(shown).toContain(text.toLowerCase());
      expect(await page.title()).toMatch(/Cakupan$/);
      expect(await faultsOf(page)).toEqual([]);
      for (const screen of SCREENS) {
        await page.setViewportSize(screen);
        await page.waitForTimeout(60);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(screen.width);
      }
      const links = await page
        .getByRole("link", { name: "The query behind this" })
        .evaluateAll((anchors) => anchors.map((anchor) => (anchor as unknown as { href: string }).href));
      expect(links.length).toBeGreaterThan(0);
      const answer = await real.served.send({ method: "GET", path: "/explorer/operations.json" });
      const names = (answer.body as { name: string }[]).map(({ name }) => name);
      for (const link of links) expect(names).toContain(new URL(link).searchParams.get("operation"));
      expect(real.problems).toEqual([]);
    });

    it("speaks Indonesian, and has no fault that axe finds in the dark", async () => {
      const page = await open(path, { locale: "id", colorScheme: "dark" });
      expect(await page.locator("html").getAttribute("lang")).toBe("id");
      const shown = (await page.locator("main").innerText()).toLowerCase();
      for (const text of id) expect(shown).toContain(text.toLowerCase());
      expect(await faultsOf(page)).toEqual([]);
      expect(real.problems).toEqual([]);
    });
  });

  it("shows the groups of a region page by page", async () => {
    const page = await open("/");
    // No region has so many groups that the page would divide them.
    await page.route("**/graphql", (route) =>
      route.continue({ postData: (route.request().postData() ?? "").replace("first: 24", "first: 2") }),
    );
    await page.goto(`${real.origin}/regions/15.71`);
    const groups = page.locator("#groups");
    await groups.getByText("2 of 21").waitFor();
    await groups.getByRole("button", { name: "Load more" }).press("Enter");
    await groups.getByText("4 of 21").waitFor();
    expect(await groups.locator("tbody tr").count()).toBe(4);
  });

  it("sorts a table by a column, by keys, one way, the other, and as it was", async () => {
    const page = await open("/indicators/COVERAGE_RATE");
    const table = page.getByRole("group", { name: "Comparable coverage today" });
    const first = (): Promise<string> => table.locator("tbody tr td").nth(1).innerText();
    const before = await first();
    const heading = table.getByRole("columnheader", { name: "Region" });
    const sort = heading.getByRole("button");
    await sort.press("Enter");
    expect([await heading.getAttribute("aria-sort"), await first()]).toEqual(["ascending", "DKI Jakarta"]);
    await sort.press("Enter");
    expect([await heading.getAttribute("aria-sort"), await first()]).toEqual([
      "descending",
      "Provinsi Sumatera Utara",
    ]);
    await sort.press("Enter");
    expect([await heading.getAttribute("aria-sort"), await first()]).toEqual([null, before]);
    expect(await faultsOf(page)).toEqual([]);
  });

  it("shows all workers where there are figures of them, and what is allocated where that is what is known", async () => {
    const page = await open("/indicators/COVERAGE_RATE");
    expect(await page.getByLabel("Group").inputValue()).toBe("");
    await page.goto(`${real.origin}/indicators/BUDGET`);
    await settle(page);
    expect(await page.getByLabel("Status").inputValue()).toBe("ALLOCATED");
  });

  it("gives the rows of a ranking as a file by a link", async () => {
    const page = await open("/indicators/COVERAGE_RATE");
    const links = await page
      .getByRole("link", { name: "Download CSV" })
      .evaluateAll((anchors) => anchors.map((anchor) => (anchor as unknown as { href: string }).href));
    expect(links.length).toBe(2);
    for (const link of links) {
      const { status, text } = await real.served.send({
        method: "GET",
        path: link.slice(real.origin.length),
      });
      expect([status, text.includes("Sulawesi Utara")]).toEqual([200, true]);
    }
  });

  it("copies the address of what is shown, and how to cite it", async () => {
    const page = await open("/indicators/COVERAGE_RATE?level=PROVINCE");
    await page.getByRole("button", { name: "Copy citation" }).press("Enter");
    const said = await page.locator(".share [role=status]").innerText();
    expect(said).toMatch(
      /“Coverage rate”\. Cakupan: .*data version [0-9a-f]{12}.*\/indicators\/COVERAGE_RATE\?level=PROVINCE$/,
    );
  });

  it("says in Indonesian what an indicator measures", async () => {
    const page = await open("/indicators/BUDGET?lang=id");
    await page.getByText("Uang yang disisihkan untuk iuran kelompok itu.").waitFor();
  });

  it("loads little before the editor is opened", async () => {
    const bodies: Promise<Buffer>[] = [];
    const context = await real.browser.newContext();
    const page = await context.newPage();
    page.on("response", (response) => {
      if (response.request().method() === "GET") bodies.push(response.body());
    });
    await page.goto(real.origin);
    await settle(page);
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES_OF_FIRST_LOAD);
  });

  it("remembers the language that was chosen, which an address overrides", async () => {
    const page = await open("/");
    await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
    await page.getByRole("heading", { name: "Berapa pekerja" }).waitFor();
    await page.goto(`${real.origin}/conflicts`);
    await page.getByRole("heading", { level: 1, name: "Di mana sumber berbeda" }).waitFor();
    await page.goto(`${real.origin}/conflicts?lang=en`);
    await page.getByRole("heading", { level: 1, name: "Where sources disagree" }).waitFor();
  });

  it("walks the map with arrow keys, and opens a province with Enter", async () => {
    const page = await open("/");
    const map = page.getByRole("list", { name: "Coverage by province" });
    expect(await map.getByRole("link").count()).toBe(38);
    expect(await map.locator('a[tabindex="0"]').count()).toBe(1);
    await map.getByRole("link", { name: /^Aceh: / }).focus();
    for (const key of ["ArrowDown", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    expect(await page.locator(":focus").getAttribute("aria-label")).toMatch(/^Kepulauan Riau: /);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Provinsi Kepulauan Riau" }).waitFor();
    expect(page.url()).toBe(`${real.origin}/regions/21`);
    await page.goBack();
    await page.getByRole("heading", { name: "Coverage by province" }).waitFor();
  });

  it("colours the map by another base and date, which the address keeps, with a table behind it", async () => {
    const page = await open("/?base=EMPLOYED_POPULATION&on=2019-12-31");
    expect(await page.getByRole("combobox", { name: /^Divided by/ }).inputValue()).toBe(
      "EMPLOYED_POPULATION",
    );
    await page.getByRole("combobox", { name: /^Divided by/ }).selectOption("POTENTIAL_WORKERS");
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

  it("moves among what was found by arrow keys, and opens the first by Enter", async () => {
    const page = await open("/");
    const search = page.getByRole("searchbox");
    await search.fill("Semarang, Jawa Tengah");
    const results = page.locator(".results a");
    await results.nth(1).waitFor();
    const address = await results.nth(1).getAttribute("href");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate(`document.activeElement.getAttribute("href")`)).toBe(address);
    for (const key of ["ArrowUp", "ArrowUp", "ArrowUp"]) await page.keyboard.press(key);
    expect(await page.evaluate(`document.activeElement.tagName`)).toBe("INPUT");
    const first = await results.first().getAttribute("href");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${real.origin}${first ?? ""}`);
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
    expect(real.problems).toEqual([]);
  });

  it("draws the history of a region, with its numbers in a table", async () => {
    const page = await open("/regions/62");
    await page.locator("#history .chart svg circle").first().waitFor();
    await page.locator("#history summary").click();
    expect(await page.locator("#history table").first().getByRole("row").count()).toBeGreaterThan(4);
    expect(real.problems).toEqual([]);
  });

  it("says that it knows nothing under an address of another region, and leaves other paths to the server", async () => {
    const page = await open("/regions/99.99");
    await page.getByText("Nothing is known under this address.").waitFor();
    const answer = await real.served.send({ method: "GET", path: "/elsewhere" });
    expect(answer.status).toBe(404);
    expect(answer.body.errors[0].extensions.code).toBe("NOT_FOUND");
  });

  it("shows an indicator of a group and status that has figures, on a map, in order, and over the years", async () => {
    const page = await open("/indicators/BUDGET");
    expect(await page.getByLabel("Status").inputValue()).not.toBe("");
    expect(await page.getByRole("group", { name: "Ranking" }).getByRole("row").count()).toBeGreaterThan(1);
    await page.goto(`${real.origin}/indicators/EMPLOYED_POPULATION?level=PROVINCE`);
    await settle(page);
    const map = page.getByRole("list", { name: "Map of provinces" });
    expect(await map.getByRole("link").count()).toBe(38);
    await page.locator('#series .chart svg [aria-label="line"] path').first().waitFor();
    await page.getByRole("combobox", { name: /^Year/ }).selectOption("2023");
    await page.waitForURL(/year=2023/);
    expect(await page.getByRole("heading", { name: "Ranking: Province, 2023" }).count()).toBe(1);
    expect(real.problems).toEqual([]);
  });

  it("shows a gap to a target in percentage points", async () => {
    const page = await open("/regions/ID");
    const targets = page.getByRole("group", { name: "Targets" });
    await targets.first().waitFor();
    expect(await targets.first().innerText()).toMatch(/-7\.\d+ pp/);
  });
});
