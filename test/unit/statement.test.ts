import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ALWAYS, allOf, anyOf, NEVER, noneOf, not, oneOf, sql } from "../../src/database/statement.js";

const column = sql`t.code`;
const listOf = (length: number): string[] => Array.from({ length }, (_, index) => `c${index}`);

describe("A list of values", () => {
  it("makes few statements, and holds the same values", () => {
    const texts = new Set<string>();
    for (let length = 1; length <= 1_024; length += 1) {
      const { sql: text, values } = oneOf(column, listOf(length));
      texts.add(text);
      expect([...new Set(values)]).toEqual(listOf(length));
    }
    expect(texts.size).toBe(11);
  });

  it("is left as it is when it is very long", () => {
    expect(oneOf(column, listOf(1_025)).values).toEqual(listOf(1_025));
  });

  it("has as many places in the text as values", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 80 }), (list) => {
        const { sql: text, values } = oneOf(column, list);
        expect(text.split("?").length - 1).toBe(values.length);
        expect(new Set(values)).toEqual(new Set(list));
      }),
    );
  });

  it("of one value is an equation, whose rows SQLite can estimate", () => {
    expect(oneOf(column, ["c"])).toMatchObject({ sql: "t.code = ?", values: ["c"] });
  });

  it("never holds when it is empty", () => {
    expect(oneOf(column, [])).toMatchObject({ sql: "1 = 0", values: [] });
  });
});

describe("Conditions that always or never hold", () => {
  const a = sql`t.a = ${1}`;
  const b = sql`t.b = ${2}`;

  it("leave the others as if they were not there", () => {
    expect(allOf([a, ALWAYS, b]).sql).toBe("(t.a = ? AND t.b = ?)");
    expect(anyOf([a, oneOf(column, []), b]).sql).toBe("(t.a = ? OR t.b = ?)");
    expect(anyOf([allOf([a, NEVER]), b]).sql).toBe("(t.b = ?)");
  });

  it("decide for all", () => {
    expect(allOf([a, anyOf([])])).toBe(NEVER);
    expect(anyOf([a, noneOf(column, [])])).toBe(ALWAYS);
    expect(not(allOf([]))).toBe(NEVER);
    expect(not(anyOf([NEVER]))).toBe(ALWAYS);
  });
});
