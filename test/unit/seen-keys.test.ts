import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { SeenKeys } from "../../src/package/seen-keys.js";

describe("Seen keys", () => {
  it("answer with the line that had a key first", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), (keys) => {
        const seen = new SeenKeys();
        keys.forEach((key, index) => {
          const first = keys.indexOf(key);
          expect(seen.add(key, index + 1)).toBe(first === index ? null : first + 1);
        });
      }),
    );
  });

  it("tell a hundred thousand alike keys apart", () => {
    const seen = new SeenKeys();
    const lines = Array.from({ length: 100_000 }, (_, index) => index + 1);
    expect(lines.filter((line) => seen.add(`15.71 ${line}`, line) !== null)).toEqual([]);
    expect(seen.add("15.71 4711", 1)).toBe(4711);
  });
});
