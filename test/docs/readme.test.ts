import { describe, expect, it } from "@jest/globals";
import { textOf } from "./project.js";

const MOST_BYTES = 10_000;

/** Whether a text is short enough for a first page. */
const isShort = (text: string): boolean => Buffer.byteLength(text) <= MOST_BYTES;

describe("The README", () => {
  it("is short", async () => {
    expect(isShort(await textOf("README.md"))).toBe(true);
  });

  it("would be told when it were longer, in bytes", () => {
    expect(isShort("é".repeat(MOST_BYTES / 2))).toBe(true);
    expect(isShort("é".repeat(MOST_BYTES / 2 + 1))).toBe(false);
  });

  it("says how to run the server and the tests", async () => {
    expect(await textOf("README.md")).toMatch(/`npm ci && npm start`[\s\S]*`npm ci && npm test`/);
  });
});
