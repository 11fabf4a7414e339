import { describe, expect, it } from "@jest/globals";
import { wholeOf } from "../../src/modules/observations/parts.rules.js";

const whole = (...values: number[]) => wholeOf(values, (value) => value);

describe("A total among the figures of one source and period", () => {
  it("is the one that equals the sum of all others", () => {
    expect(whole(40_000, 128_000, 168_000)).toEqual({ total: 168_000, parts: [40_000, 128_000] });
    expect(whole(6, 1, 2, 3)).toEqual({ total: 6, parts: [1, 2, 3] });
  });

  it("is none of figures that do not add up", () => {
    expect(whole(1, 2, 4)).toBeNull();
  });

  it("is none of two figures, which may just agree", () => {
    expect(whole(5, 5)).toBeNull();
  });

  it("is none of figures that are all zero, and of two that both equal the sum", () => {
    expect(whole(0, 0, 0)).toBeNull();
    expect(whole(5, 5, 0)).toBeNull();
  });
});
