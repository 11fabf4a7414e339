import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { forEachCorrection } from "../../src/modules/search/misspelling.js";

function corrections(text: string): Set<string> {
  const found = new Set<string>();
  forEachCorrection(text, (corrected) => found.add(corrected));
  return found;
}

/** The number of mistakes between two texts, where two neighbours swapped are one, by the textbook. */
function mistakes(one: string, other: string): number {
  const table = Array.from({ length: one.length + 1 }, (_, i) =>
    Array.from({ length: other.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => table[i]?.[j] ?? Infinity;
  for (let i = 1; i <= one.length; i += 1)
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const row = table[i];
      if (row)
        row[j] = Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (same ? 0 : 1),
          isSwapped ? at(i - 2, j - 2) + 1 : Infinity,
        );
    }
  return at(one.length, other.length);
}

const word = fc.string({ unit: fc.constantFrom("a", "b", "m", "z"), minLength: 4, maxLength: 9 });

describe("The corrections of a word", () => {
  it("are all texts of one mistake, letters that are swapped among them, and no others", () => {
    fc.assert(
      fc.property(word, word, (written, meant) => {
        if (mistakes(written, meant) === 1) expect(corrections(written)).toContain(meant);
        for (const corrected of corrections(written))
          expect(mistakes(written, corrected)).toBeLessThanOrEqual(1);
      }),
    );
    expect(corrections("jmabi")).toContain("jambi");
    expect(corrections("jambi")).not.toContain("jambi");
  });

  it("are found for a mistake that is made in the word meant", () => {
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom("drop", "swap", "change", "add"), (meant, place, how) => {
        const at = place % (meant.length - 1);
        const [before, here, next, after] = [
          meant.slice(0, at),
          meant.charAt(at),
          meant.charAt(at + 1),
          meant.slice(at + 2),
        ];
        const written = {
          drop: before + next + after,
          swap: before + next + here + after,
          change: `${before}x${next}${after}`,
          add: `${before}x${here}${next}${after}`,
        }[how];
        fc.pre(written !== meant && written.length >= 4);
        expect(corrections(written)).toContain(meant);
      }),
    );
  });

  it("are none of what is short, has a digit, or is longer than any name", () => {
    for (const text of ["", "abc", "2024", "15a7", "a".repeat(101)])
      expect(corrections(text)).toEqual(new Set());
    expect(corrections("a".repeat(100)).size).toBeGreaterThan(0);
  });
});
