import { describe, expect, it } from "@jest/globals";
import { rangedNumbers } from "../../src/intake/articles/find/ranges.js";

describe("Ranges", () => {
  it.each([
    ["5.000–6.000 petani", "5000", "6000"],
    ["antara 5 ribu sampai 6 ribu", "5000", "6000"],
    ["antara 5.000 dan 6.000 orang", "5000", "6000"],
    ["18-20 ribu orang", "18000", "20000"],
    ["Rp1,5-2 miliar", "1500000000", "2000000000"],
    ["22 sampai 23 persen", "0.22", "0.23"],
  ])("%s is one number from %s to %s", (text, value, upper) => {
    expect(rangedNumbers(text)).toMatchObject([{ value, upper, text: expect.stringMatching(/^\S/) }]);
  });

  it.each(["naik dari 21 persen hingga 26 persen", "900 nelayan dan 1.200 petani", "6.000 sampai 5.000"])(
    "%s is none",
    (text) => {
      expect(rangedNumbers(text).map(({ upper }) => upper)).toEqual([null, null]);
    },
  );
});
