import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { PartnerCommands } from "../../src/access/partner-command.js";
import type { Scope } from "../../src/access/scope.js";
import { chromiumPath } from "../support/chromium.js";
import { faultsOf, RealPage, settle } from "../support/real-page.js";
import { copyOfRealData } from "../support/copied-tables.js";

if (!chromiumPath && process.env.CI === "true") {
  it("needs Chromium", () => {
    throw new Error("Chromium is missing: tests of pages need it where everything is checked.");
  });
}

const ARTICLE = `JAMBI – Sebanyak 4.321 pekerja rentan di Kota Jambi terlindungi BPJS Ketenagakerjaan pada Desember 2024, kata kepala dinas.

Pemerintah Kota Jambi menargetkan 5.432 pekerja rentan pada 2026.`;

(chromiumPath ? describe : describe.skip)("The desk, in Chromium", () => {
  let copy: Awaited<ReturnType<typeof copyOfRealData>>;
  let real: RealPage;
  const file = join(tmpdir(), `desk-${process.pid}-article.txt`);

  beforeAll(async () => {
    await writeFile(file, ARTICLE);
    copy = await copyOfRealData();
    real = await RealPage.start({ DESK: "local" }, copy.url);
  });
  afterEach(() => real.closePages());
  afterAll(async () => {
    await real.close();
    await copy.drop();
  });

  const dropped = async (options: Parameters<RealPage["open"]>[1] = {}): Promise<Page> => {
    const page = await real.open("/desk", options);
    await page.locator('input[type="file"]').setInputFiles(file);
    await page.locator(".desk-rows").waitFor();
    return page;
  };

  it("shows what an article says beside its words, by keys alone, and stores what is accepted", async () => {
    const page = await dropped();
    const present = page.locator(".desk-rows [aria-current]");
    const count = await page.locator(".desk-rows li").count();
    expect(count).toBeGreaterThan(1);
    await page.keyboard.press("j");
    expect(await present.textContent()).toContain("4321");
    expect(await page.locator(".desk-text mark").allTextContents()).toContainEqual(
      expect.stringContaining("4.321"),
    );
    await page.keyboard.press("k");
    await page.keyboard.press("c");
    await page.keyboard.press("Escape");
    await page.keyboard.press("a");
    await page.keyboard.press("c");
    const value = page.locator('.desk-editor input[name="value"]');
    await value.fill("4322");
    await value.press("Enter");
    await page.locator(".desk-editor").waitFor({ state: "detached" });
    expect(await present.textContent()).toContain("4322");
    await page.keyboard.press("a");
    for (let left = 2; left < count; left += 1) await page.keyboard.press("r");
    await page.keyboard.press("?");
    expect(await page.locator("dialog[open] kbd").allTextContents()).toContain("j");
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator('.desk-finish button[type="submit"]').click();
    await page.getByText("Done: submission").waitFor();
    const stored = await page.evaluate<number>(
      `fetch("/graphql", { method: "POST", headers: { "content-type": "application/json" },
         body: JSON.stringify({ query: "{ observations(filter: { value: { eq: 4322 } }) { totalCount } }" }) })
         .then((answer) => answer.json()).then(({ data }) => data.observations.totalCount)`,
    );
    expect(stored).toBe(1);
    expect(real.problems).toEqual([]);
  });

  it.each([
    ["in Indonesian, on a phone", { locale: "id", viewport: { width: 360, height: 740 } }],
    ["in the dark", { colorScheme: "dark" as const }],
  ])("has no fault that axe finds, and nothing beyond its edge, %s", async (_title, options) => {
    const page = await dropped(options);
    expect(await faultsOf(page)).toEqual([]);
    await page
      .locator("button", { hasText: /Perbaiki|Correct/ })
      .first()
      .click();
    expect(await faultsOf(page)).toEqual([]);
    const [wide, shown] = await page.evaluate<[number, number]>(
      "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
    );
    expect(wide).toBeLessThanOrEqual(shown);
    expect(real.problems).toEqual([]);
  });

  it("asks what a file leaves open, and reads its rows by the answers", async () => {
    const page = await real.open("/desk");
    const content = "Kabupaten/Kota;Pekerja terlindungi\nKota Jambi;7.001\nKabupaten Batanghari;7.002\n";
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "pekerja.csv", mimeType: "text/csv", buffer: Buffer.from(content) });
    const said: Record<string, string> = {
      source: "new",
      publisher: "Dinas Tenaga Kerja",
      title: "Pekerja terlindungi",
      indicator: "PROTECTED_WORKERS",
      period: "2025",
    };
    for (let rounds = 0; rounds < 5; rounds += 1) {
      await page.locator(".desk-questions, .desk-rows").first().waitFor();
      if ((await page.locator(".desk-rows").count()) > 0) break;
      expect(await faultsOf(page)).toEqual([]);
      for (const [id, text] of Object.entries(said)) {
        const input = page.locator(`input#desk-answer-${id}`);
        if ((await input.count()) > 0) await input.fill(text);
      }
      const asked = () => page.locator(".desk-questions").allTextContents();
      const before = await asked();
      await page.locator('.desk-questions button[type="submit"]').click();
      // The page's policy forbids what waits for a function, and the questions may go at any moment: read at once.
      for (let tries = 0; tries < 600 && isDeepStrictEqual(await asked(), before); tries += 1)
        await page.waitForTimeout(50);
    }
    expect(await page.locator(".desk-rows").textContent()).toContain("7001");
    expect(real.problems).toEqual([]);
  });

  it("opens with a key that may review, holds it no longer than the tab, and decides about what was sent in", async () => {
    const commands = new PartnerCommands(real.served.dataSource);
    for (const slug of ["sender", "judge"]) await commands.create(slug, `Office ${slug}`, "GOVERNMENT");
    const keyOf = (partner: string, scope: Scope): Promise<string> =>
      commands.key({ partner, scopes: [scope], regions: [], days: null });
    const write = await keyOf("sender", "submissions:write");
    const review = await keyOf("judge", "submissions:review");
    const rows = [
      {
        region_code: "15.71",
        indicator: "PROTECTED_WORKERS",
        period_start: "1999",
        period_end: "1999",
        value: 5,
        qualifier: "EXACT",
        value_status: "ACTUAL",
        source_id: "unknown",
      },
    ];
    await fetch(`${real.origin}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": write },
      body: JSON.stringify({
        query: `mutation ($input: SubmitRowsInput!) { submitRows(input: $input) { id } }`,
        variables: {
          input: { idempotencyKey: "k", title: "Sent figures", tables: [{ table: "observations", rows }] },
        },
      }),
    });
    const page = await real.open("/desk");
    await page.locator('input[name="desk-key"]').fill(review);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Sent figures" }).click();
    await page.locator(".desk-detail .desk-fault").waitFor();
    expect(await page.evaluate(`[Object.keys(localStorage), Object.keys(sessionStorage)]`)).toEqual([
      ["cakupan:language"],
      ["cakupan:desk-key"],
    ]);
    await page.keyboard.press("r");
    await page.locator('.desk-finish button[type="submit"]').click();
    await page.getByText("Done: submission").waitFor();
    await settle(page);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByText("Nothing waits.").waitFor();
    expect(real.problems).toEqual([]);
  });
});
