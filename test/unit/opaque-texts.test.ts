import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { UserError } from "../../src/errors.js";
import type { Table } from "../../src/graph/declare/table.js";
import { fromCursor, toCursor } from "../../src/graph/read/cursor.js";
import { fromGlobalId, toGlobalId } from "../../src/graph/declare/global-id.js";
import type { OrderTerm } from "../../src/graph/declare/order.js";

const ROW = { declaration: { entity: class Row {} }, holds: () => true } as unknown as Table;
const TERMS: OrderTerm[] = ["name", "value"].map((property) => ({ property, direction: "ASC" }));
const LETTERS = ["A", "Q", "-", "_", "+", "/", "=", "!", " ", "\n", "é", "\0", ""];

/** The same text with a letter more, less or another, anywhere. */
const changed = (given: string): fc.Arbitrary<string> =>
  fc
    .record({ at: fc.nat(given.length), letter: fc.constantFrom(...LETTERS), replaces: fc.boolean() })
    .map(({ at, letter, replaces }) => given.slice(0, at) + letter + given.slice(at + (replaces ? 1 : 0)));

/** What a text is read as; null where it is refused. */
function readAs<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return null;
  }
}

const rows = fc.record({
  name: fc.option(fc.string({ unit: "grapheme" })),
  value: fc.option(fc.oneof(fc.integer(), fc.double({ noDefaultInfinity: true, noNaN: true }))),
});

describe("A cursor", () => {
  it("holds the values of its row", () => {
    fc.assert(
      fc.property(rows, (row) => {
        // JSON knows no -0.
        const values = JSON.parse(JSON.stringify([row.name, row.value])) as unknown[];
        expect(fromCursor(toCursor("Row", TERMS, row), ROW, TERMS)).toEqual(values);
      }),
    );
  });

  it("is read only as it was written", () => {
    const cursors = rows.map((row) => toCursor("Row", TERMS, row)).chain(changed);
    fc.assert(
      fc.property(cursors, (cursor) => {
        const values = readAs(() => fromCursor(cursor, ROW, TERMS));
        if (values === null) return;
        const [name = null, value = null] = values;
        expect(toCursor("Row", TERMS, { name, value })).toBe(cursor);
      }),
      { numRuns: 1000 },
    );
  });

  it("is refused with a stray letter, padding, blanks, or bytes that are no text", () => {
    const cursor = toCursor("Row", TERMS, { name: "Jambi", value: 1 });
    const bytes = Buffer.from(cursor, "base64url");
    const blank = Buffer.from(JSON.stringify(JSON.parse(bytes.toString()), null, 1)).toString("base64url");
    const torn = Buffer.from(bytes.toString("latin1").replace("J", "\xFF"), "latin1").toString("base64url");
    expect(readAs(() => fromCursor(cursor, ROW, TERMS))).toEqual(["Jambi", 1]);
    for (const other of [`${cursor}!`, `!${cursor}`, `${cursor}=`, ` ${cursor}`, `${cursor}A`, blank, torn])
      expect(readAs(() => fromCursor(other, ROW, TERMS))).toBeNull();
  });
});

describe("A global id", () => {
  it("is read only as it is written, or was", () => {
    const keys = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 });
    const former = (id: string): string => Buffer.from(id).toString("base64url");
    const ids = keys.map((key) => toGlobalId("City", key));
    fc.assert(
      fc.property(fc.oneof(ids, ids.map(former)).chain(changed), (id) => {
        const read = readAs(() => fromGlobalId(id));
        if (!read) return;
        const written = toGlobalId(read.typeName, read.key);
        expect([written, former(written)]).toContain(id);
      }),
      { numRuns: 1000 },
    );
  });
});
