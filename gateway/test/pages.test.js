import assert from "node:assert/strict";
import { accessSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { buildSchema } from "graphql";
import { EXAMPLE, startCakupanAside, startExample } from "../example/start.js";
import { silent } from "../lib/log.js";
import { serve } from "../serve.js";

const PLACES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const executablePath = PLACES.find((path) => {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
});
const missing = executablePath === undefined && !process.env.CI && "needs chromium";
const PATIENCE = 30_000;

describe("Cakupan's pages at the gateway's address, in Chromium", { skip: missing }, () => {
  let folder, cakupan, example, gateway, browser;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "gateway-pages-"));
    cakupan = await startCakupanAside({ pages: true });
    example = await startExample(cakupan.url);
    gateway = await serve({ file: EXAMPLE, port: 0, folder, log: silent, environment: example.environment });
    // A dependency of the project around this package, as the pages are.
    const { chromium } = await import("playwright-core");
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  after(async () => {
    await browser?.close();
    await gateway?.stop();
    await Promise.all([example?.stop(), cakupan?.stop()]);
    await rm(folder, { recursive: true });
  });

  async function opened(path) {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    const asked = [];
    const faults = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(`${gateway.url}${path}`);
    return { page, asked, faults };
  }

  it("answer an operation over several sources in the explorer, which knows the whole graph", async () => {
    const { page, asked, faults } = await opened("/explorer");
    const editor = page.locator(".graphiql-query-editor .view-lines");
    await page.locator(".graphiql-query-editor .view-line").first().waitFor();
    // Until the schema is there, the page may still fill the editor by itself.
    await page.waitForLoadState("networkidle");
    await editor.click({ position: { x: 40, y: 10 } });
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(
      'query Several { region(code: "15.71") { name ... on City { minimumWage { rupiahAMonth } povertyRate { share } } } }',
    );
    await editor.filter({ hasText: "rupiahAMonth" }).waitFor();
    await page.getByRole("button", { name: /^Execute query/ }).click();
    const answer = page.locator('section[aria-label="Result Window"] .view-lines');
    await answer.filter({ hasText: /rupiahAMonth[\s\S]*share/ }).waitFor();
    await page.locator(".graphiql-query-editor .squiggly-error").waitFor({ state: "detached" });
    assert.ok(
      asked.every((url) => url.startsWith(gateway.url) || url.startsWith("data:") || url.startsWith("blob:")),
    );
    assert.deepEqual(faults, []);
    await page.close();
  });

  it("show the figures of a region", async () => {
    const { page, faults } = await opened("/regions/33.74");
    await page
      .getByRole("heading", { name: /Semarang/ })
      .first()
      .waitFor();
    assert.deepEqual(faults, []);
    await page.close();
  });

  it("come with the SDL for clients of the whole graph", async () => {
    const sdl = await (await fetch(`${gateway.url}/schema.graphql`)).text();
    const city = buildSchema(sdl).getType("City").getFields();
    assert.ok(city.coverage && city.povertyRate && city.minimumWage);
  });
});
