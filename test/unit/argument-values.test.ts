import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Kind, parse, type ArgumentNode } from "graphql";
import { ArgumentValues, valuesIn } from "../../src/graph/plan/argument-values.js";

const argumentsIn = (text: string): readonly ArgumentNode[] => {
  const [definition] = parse(`{ field(${text}) }`).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error("No operation");
  const [field] = definition.selectionSet.selections;
  return field?.kind === Kind.FIELD ? (field.arguments ?? []) : [];
};

const countOf = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? Object.values(value).reduce((sum: number, inner) => sum + countOf(inner), 1)
    : 1;

describe("Values of arguments", () => {
  it("are counted with the lists and objects that hold them", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(valuesIn(value, 1_000_000)).toBe(countOf(value));
      }),
    );
  });

  it("are counted no further than to one more than the most", () => {
    let looked = 0;
    const list = Array.from({ length: 1_000 }, () => ({
      get value() {
        looked += 1;
        return 1;
      },
    }));
    expect(valuesIn(list, 10)).toBeGreaterThan(10);
    expect(looked).toBeLessThan(10);
  });

  it("are counted as often as they are given, in the document or as a variable", () => {
    const values = new ArgumentValues({ list: [1, 2, 3], none: null }, 100);
    expect(values.of(argumentsIn("a: 1, b: [1, 2], c: { d: RED, e: [] }"))).toBe(7);
    expect(values.of(argumentsIn("a: $list"))).toBe(4);
    expect(values.of(argumentsIn("a: { b: $list, c: [$list, $none, $absent] }"))).toBe(12);
    expect(values.of()).toBe(0);
  });
});
