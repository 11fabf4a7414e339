import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { weightOf } from "../../src/server/known-documents.js";

const weight = (text: string): number => weightOf(parse(text));

describe("The weight of a document", () => {
  it("counts a fragment wherever it is spread", () => {
    const fragment = "fragment F on T { x y }";
    expect(weight(`{ a { ...F } } ${fragment}`)).toBe(5);
    expect(weight(`{ a { ...F } b { ...F } } ${fragment}`)).toBe(9);
  });

  it("counts all that it may be prepared for, where variables tell what is selected", () => {
    expect(weight("query ($a: Boolean!) { x @include(if: $a) }")).toBe(16 * weight("{ x }"));
  });
});
