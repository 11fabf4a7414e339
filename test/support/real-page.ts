import axe from "axe-core";
import { type Browser, type Page, chromium } from "playwright-core";
import { buildPage } from "./built-page.js";
import { chromiumPath } from "./chromium.js";
import { ServedRealData } from "./served.js";

/** What axe finds. */
interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** The built page over the real data, opened in Chromium without any other host. */
export class RealPage {
  /** Errors, warnings and requests to elsewhere since the last `close` of contexts. */
  problems: string[] = [];

  private constructor(
    readonly served: ServedRealData,
    readonly browser: Browser,
  ) {}

  static async start(environment: NodeJS.ProcessEnv = {}, url?: string): Promise<RealPage> {
    await buildPage();
    const served = await ServedRealData.start({ EXPLORER: "true", ...environment }, url);
    const browser = await chromium.launch({
      ...(chromiumPath && { executablePath: chromiumPath }),
      args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    });
    return new RealPage(served, browser);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.served.port}`;
  }

  async open(path: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    const context = await this.browser.newContext({ locale: "en", ...options });
    const page = await context.newPage();
    page.on("pageerror", (error) => this.problems.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.problems.push(message.text());
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${this.origin}/`) && !/^(?:data|blob):/.test(url)) this.problems.push(url);
    });
    await page.goto(this.origin + path);
    await settle(page);
    return page;
  }

  async closePages(): Promise<void> {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
    this.problems = [];
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.served.close();
  }
}

/** Waits until all answers are shown. */
export async function settle(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  // A view asks again when an answer says what to ask for.
  const isSettled = `document.querySelector(".loading") === null`;
  for (let calm = 0; calm < 3;) {
    calm = (await page.evaluate<boolean>(isSettled)) ? calm + 1 : 0;
    await page.waitForTimeout(40);
  }
}

/** Faults of accessibility that axe finds in what is shown. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}
