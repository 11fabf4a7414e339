import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Download, Page } from "playwright-core";
import { chromiumPath } from "../support/chromium.js";
import { faultsOf, RealPage } from "../support/real-page.js";

const RANKING = "/explorer?operation=25-provinces-on-one-base";

/** A square for each of two provinces. */
const BOUNDARIES = {
  type: "FeatureCollection",
  features: ["33", "34", "33.71", "33.22"].map((code, place) => ({
    type: "Feature",
    properties: { kode: code },
    geometry: { type: "Polygon", coordinates: [square(110 + place * 3)] },
  })),
};

function square(x: number): number[][] {
  return [
    [x, -8],
    [x + 2, -8],
    [x + 2, -6],
    [x, -6],
    [x, -8],
  ];
}

(chromiumPath ? describe : describe.skip)("Answers in the explorer and in frames, in Chromium", () => {
  let folder: string;
  let real: RealPage;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "boundaries-"));
    const file = join(folder, "provinces.geojson");
    await writeFile(file, JSON.stringify(BOUNDARIES));
    real = await RealPage.start({ EMBED_ORIGINS: "*", BOUNDARIES_FILE: file, BOUNDARIES_CODE: "kode" });
  }, 200_000);
  afterEach(() => real.closePages());
  afterAll(async () => {
    await real.close();
    await rm(folder, { recursive: true });
  });

  async function openAnswered(colorScheme: "light" | "dark" = "light"): Promise<Page> {
    const page = await real.open(RANKING, { colorScheme, acceptDownloads: true });
    await page.locator('section[aria-label="Result Window"] .view-lines', { hasText: "rankFrom" }).waitFor();
    return page;
  }

  async function download(page: Page, name: string): Promise<[name: string, content: Buffer]> {
    const [file]: [Download, unknown] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name, exact: true }).first().click(),
    ]);
    return [file.suggestedFilename(), await readFile(await file.path())];
  }

  const show = (page: Page, shape: string): Promise<void> =>
    page.getByRole("button", { name: shape, exact: true }).click();

  it("shows an answer as a table that begins with the name and sorts, and downloads all rows", async () => {
    const page = await openAnswered();
    expect(await faultsOf(page)).toEqual([]);
    await show(page, "Table");
    const table = page.getByRole("group", { name: "Table" });
    expect((await table.getByRole("columnheader").allInnerTexts()).slice(0, 3)).toEqual([
      "region.name",
      "rank",
      "coverage.rate.value",
    ]);
    const column = table.getByRole("button", { name: "coverage.rate.value", exact: true });
    await column.click();
    await table.getByRole("button", { name: "coverage.rate.value" }).click();
    expect(await table.locator('th[aria-sort="descending"]').count()).toBe(1);
    expect(await faultsOf(page)).toEqual([]);
    const [name, content] = await download(page, "CSV");
    expect(name).toMatch(/\.csv$/);
    expect(content.toString()).toContain("Kepulauan Riau");
    expect(real.problems).toEqual([]);
  });

  it("draws an answer as a chart and as a map, and downloads both with their titles", async () => {
    const page = await openAnswered("dark");
    await show(page, "Chart");
    await page.locator(".answer .chart svg rect").first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const [name, content] = await download(page, "PNG");
    expect(name).toBe("chart-coverage-rate-value.png");
    expect(content.subarray(1, 4).toString()).toBe("PNG");
    await show(page, "Map");
    const map = page.getByRole("list", { name: "Map: coverage.rate.value" });
    expect(await map.getByRole("link").count()).toBe(38);
    expect(await faultsOf(page)).toEqual([]);
    const [, drawing] = await download(page, "SVG");
    expect(drawing.toString()).toContain("coverage.rate.value</text>");
    expect(drawing.toString()).not.toContain("var(--");
    expect(real.problems).toEqual([]);
  });

  it("builds an operation by clicking, with keys alone", async () => {
    const page = await openAnswered();
    await page.getByRole("button", { name: /Build by clicking/ }).click();
    const field = page.locator('[data-field-name="bpsCode"]').first();
    await field.waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await field.focus();
    await page.keyboard.press("Enter");
    await page.locator('[data-field-name="bpsCode"][aria-pressed="true"]').waitFor();
    expect(real.problems).toEqual([]);
  });

  it("has Run in sight on a phone", async () => {
    const page = await real.open("/explorer", { viewport: { width: 390, height: 844 } });
    const run = page.getByRole("button", { name: /^Execute query/ });
    await run.waitFor();
    const box = await run.boundingBox();
    expect(box && box.x + box.width).toBeLessThanOrEqual(390);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    expect(await faultsOf(page)).toEqual([]);
  });

  it("draws a history as a line over time, though no row of it has a name", async () => {
    const page = await real.open("/explorer?operation=02-coverage-history&as=chart");
    await page.locator('.answer .chart svg g[aria-label="line"] path').first().waitFor();
    expect(await page.locator(".answer .chart svg rect").count()).toBe(0);
    expect(real.problems).toEqual([]);
  });

  it("opens a link as the table, chart or map that was shared", async () => {
    const page = await real.open(`${RANKING}&as=map`);
    await page.getByRole("list", { name: "Map: coverage.rate.value" }).waitFor();
  });

  it("shows an answer and the map within a page of another origin", async () => {
    const host: Server = createServer((_request, response) => {
      const frames = ["answer?operation=25-provinces-on-one-base&amp;as=chart", "map"];
      const html = frames.map((path) => `<iframe src="${real.origin}/embed/${path}" title="F"></iframe>`);
      response.setHeader("content-type", "text/html").end(`<!doctype html><title>A</title>${html.join("")}`);
    });
    await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
    const context = await real.browser.newContext({ locale: "en" });
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
    const [answer, map] = [0, 1].map((place) => page.locator("iframe").nth(place).contentFrame());
    if (!answer || !map) throw new Error("There are two frames");
    await answer.locator(".chart svg rect").first().waitFor();
    expect(await answer.locator("base").getAttribute("target")).toBe("_blank");
    await map.getByRole("list", { name: "Coverage by province" }).waitFor();
    await context.close();
    await new Promise((resolve) => host.close(resolve));
  });

  it("draws regencies and cities on the page of their province, and tiles where it has no boundaries of them", async () => {
    const page = await real.open("/regions/33");
    const drawn = page.locator("#children .region-map a");
    await drawn.nth(1).waitFor();
    expect(await drawn.evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual([
      "/regions/33.22",
      "/regions/33.71",
    ]);
    expect(await faultsOf(page)).toEqual([]);
    await page.goto(`${real.origin}/regions/34`);
    await page.locator("#children .rate-tiles li").nth(4).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(real.problems).toEqual([]);
  });

  it("draws the boundaries that the operator gives, and tiles when asked to", async () => {
    const page = await real.open("/");
    await page.locator(".region-map.outlines path.area").nth(1).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel("Drawn as").selectOption("tiles");
    await page.locator(".region-map:not(.outlines) rect.area").nth(37).waitFor();
    expect(page.url()).toContain("map=tiles");
    expect(real.problems).toEqual([]);
  });
});
