import { afterEach, describe, expect, it } from "@jest/globals";
import Sqlite from "better-sqlite3";
import { preparedStatement } from "../../src/database/sqlite-connection.js";

describe("Prepared statements of an SQLite connection", () => {
  const connection = new Sqlite(":memory:");
  afterEach(() => {
    // A text of each test its own: the connection is shared.
    asked += 1;
  });
  let asked = 0;

  const small = (place: number): string => `SELECT ${place} AS small${asked}`;
  /** Takes a megabyte, as a long text or as a list of many values. */
  const large = (place: number): string =>
    `SELECT ${place} AS large${asked}, '${"x".repeat(70_000)}' AS long`;
  const listing = (place: number): string =>
    `SELECT ${place} AS list${asked} WHERE 1 IN (${Array(6_000).fill("?").join()})`;
  /** Whether a text that has run twice is still prepared. */
  const repeat = (text: string): unknown => {
    preparedStatement(connection, text);
    return preparedStatement(connection, text);
  };
  const isKept = (text: string, statement: unknown): boolean =>
    preparedStatement(connection, text) === statement;

  it("are kept from the second time on", () => {
    const once = preparedStatement(connection, small(1));
    const twice = preparedStatement(connection, small(1));
    expect(twice).not.toBe(once);
    expect(isKept(small(1), twice)).toBe(true);
  });

  it("are kept by the hundred when they are small", () => {
    const all = Array.from({ length: 1_000 }, (_, place) => repeat(small(place)));
    expect(all.every((statement, place) => isKept(small(place), statement))).toBe(true);
  });

  it.each([
    ["texts", large],
    ["lists", listing],
  ])("take no more memory when their %s are long", (_, text) => {
    const first = repeat(text(0));
    for (let place = 1; place < 7; place += 1) repeat(text(place));
    expect(isKept(text(0), first)).toBe(true);
    for (let place = 7; place < 15; place += 1) repeat(text(place));
    expect(isKept(text(0), first)).toBe(false);
  });

  it("leave room for others when one is very large", () => {
    const [kept, huge] = [repeat(small(0)), `SELECT '${"x".repeat(200_000)}' AS huge`];
    expect(isKept(huge, repeat(huge))).toBe(false);
    expect(isKept(small(0), kept)).toBe(true);
  });
});
