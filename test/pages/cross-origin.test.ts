import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Browser, type Page, chromium } from "playwright-core";
import { chromiumPath } from "../support/chromium.js";
import { ServedRealData } from "../support/served.js";

if (!chromiumPath && process.env.CI === "true") {
  it("needs Chromium", () => {
    throw new Error("Chromium is missing: tests of pages need it where everything is checked.");
  });
}

(chromiumPath ? describe : describe.skip)("A web app on another origin, in Chromium", () => {
  let browser: Browser;
  let host: Server;
  let page: Page;
  let served: ServedRealData | undefined;

  beforeAll(async () => {
    browser = await chromium.launch({
      ...(chromiumPath && { executablePath: chromiumPath }),
      args: ["--no-sandbox"],
    });
    host = createServer((_request, response) => {
      response.setHeader("content-type", "text/html").end("<!doctype html><title>App</title>");
    });
    await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
  });
  afterEach(async () => {
    await served?.close();
    served = undefined;
  });
  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => host.close(resolve));
  });

  const ask = (port: number): Promise<unknown> =>
    page.evaluate(async (url) => {
      try {
        const response = await fetch(url, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: '{ region(code: "33.71") { officialName } }' }),
        });
        return {
          id: response.headers.get("x-request-id") !== null,
          body: await response.json(),
        };
      } catch {
        return "blocked";
      }
    }, `http://127.0.0.1:${port}/graphql`);

  it("asks the graph, and reads the answer and its headers", async () => {
    served = await ServedRealData.start();
    expect(await ask(served.port)).toEqual({
      id: true,
      body: { data: { region: { officialName: "Kota Magelang" } } },
    });
  });

  it("is kept out where only other origins are allowed", async () => {
    served = await ServedRealData.start({ CORS_ORIGINS: "https://app.example.go.id" });
    expect(await ask(served.port)).toBe("blocked");
  });
});
