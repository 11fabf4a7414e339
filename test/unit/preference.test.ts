import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { layersOf, preference } from "../../src/modules/observations/preference.rules.js";
import type { Rival } from "../../src/modules/observations/rivals.js";
import { evidenceOf } from "../../src/modules/sources/evidence.rules.js";
import "../support/fast-check.js";
import { rateRival, rival } from "./coverage-rows.js";
import { published, someRival } from "./some-rival.js";

describe("The kind of evidence", () => {
  const press = { sourceType: "NEWS_ARTICLE", attributedTo: "Mayor", ...published("2024-10-11") };
  it.each([
    [0, "a dataset", { ...press, sourceType: "DATASET" }],
    [0, "a partner's registry", { ...press, sourceType: "PARTNER" }],
    [1, "an official release", { ...press, sourceType: "OFFICIAL_RELEASE" }],
    [1, "a regulation", { ...press, sourceType: "REGULATION" }],
    [1, "an award citation in the press", { ...press, attributedTo: "Award citation" }],
    [2, "a dated statement by an office", press],
    [2, "a statement that is dated to the month", { ...press, ...published("2024-10") }],
    [3, "a statement that is dated to the year", { ...press, ...published("2024") }],
    [3, "undated press", { ...press, publishedFrom: null, publishedUntil: null }],
    [3, "press that names no office", { ...press, attributedTo: null }],
    [4, "a headline", { ...press, attributedTo: "Headline of a related article" }],
    [
      4,
      "a headline in an official release",
      { ...press, sourceType: "OFFICIAL_RELEASE", attributedTo: "Headline" },
    ],
    [5, "synthetic data", { ...press, sourceType: "SYNTHETIC" }],
  ])("is in place %i for %s", (place, _, statement) => {
    expect(evidenceOf(statement)).toBe(place);
  });
});

describe("The first rule that tells rivals apart decides", () => {
  const may = published("2024-05-01");
  const rule = (one: Partial<Rival>, other: Partial<Rival>): string | null =>
    preference(rival({ value: 1, ...one }), rival({ value: 2, ...other }))?.rule ?? null;

  it("evidence before the effective day, that before publication, and that before exactness", () => {
    const earlier = { effectiveOn: "2024-11-30" };
    expect(rule({ ...may, ...earlier, sourceType: "DATASET", qualifier: "APPROXIMATE" }, {})).toBe(
      "primary dataset or registry over dated statement",
    );
    expect(rule({ ...may, qualifier: "APPROXIMATE" }, earlier)).toBe(
      "later effective day (2024-12-31) over earlier (2024-11-30)",
    );
    expect(rule(may, { qualifier: "APPROXIMATE" })).toBe(
      "later publication (2024-06-01) over earlier (2024-05-01)",
    );
    expect(rule({ qualifier: "AT_LEAST" }, {})).toBe("exact over qualified (AT_LEAST)");
    expect(rule({}, {})).toBeNull();
    expect(rule({ qualifier: "AT_LEAST", lowerBound: 3 }, { qualifier: "APPROXIMATE" })).toBeNull();
  });

  it("a publication is later only when it certainly is", () => {
    const undated = { ...published("2024"), attributedTo: null };
    const dated = { ...may, attributedTo: null };
    expect(rule(undated, dated)).toBeNull();
    expect(rule({ ...undated, publishedFrom: "2024-06-01" }, dated)).toContain(
      "later publication (2024-06-01)",
    );
    expect(rule({ ...undated, publishedFrom: null, publishedUntil: null }, dated)).toBeNull();
  });

  describe("what is dated within a year stands before what is dated to the year only", () => {
    const dated = { period: "2024-10", sourceSlug: "b", ...published("2024-11-01") };
    const preferred = (one: Partial<Rival> & { period?: string }): string | undefined =>
      preference(rival({ slug: "year", ...one }), rival({ slug: "dated", ...dated }))?.better.slug;

    it("even where the year's has better evidence, or is published later", () => {
      expect(preferred(published("2025-01-10"))).toBe("dated");
      expect(preferred({ sourceType: "DATASET", ...published("2024-10-20") })).toBe("dated");
    });

    it("unless it has better evidence and is published later, or in the same text", () => {
      expect(preferred({ sourceType: "DATASET", ...published("2025-01-10") })).toBe("year");
      expect(preferred({ attributedTo: "Award citation", sourceSlug: "b", ...published("2024-11-01") })).toBe(
        "year",
      );
      expect(preferred({ attributedTo: "Another office", sourceSlug: "b", ...published("2024-11-01") })).toBe(
        "dated",
      );
    });

    it("but not across years, nor for spans of months", () => {
      expect(preferred({ period: "2025", ...published("2024-11-01") })).toBe("year");
      expect(preferred({ period: "2024-07..2024-12", ...published("2024-11-01") })).toBe("year");
    });
  });

  it("of two that agree, the one that says more", () => {
    const [whole, fine] = [rateRival({ value: 0.31 }), rateRival({ value: 0.3136 })];
    expect(preference(whole, fine)?.better).toBe(fine);
    expect(preference(whole, rateRival({ value: 0.324 }))).toBeNull();
  });

  it("the same whichever comes first", () => {
    fc.assert(
      fc.property(someRival(), someRival(), (one, other) => {
        expect(preference(one, other)).toEqual(preference(other, one));
      }),
    );
  });
});

describe("Layers", () => {
  it("hold all statements once, each behind one that is better than it, unless rules go in a circle", () => {
    fc.assert(
      fc.property(fc.array(someRival(), { minLength: 1, maxLength: 6 }), (statements) => {
        const layers = layersOf(statements);
        expect(new Set(layers.flat())).toEqual(new Set(statements));
        expect(layers.flat()).toHaveLength(statements.length);
        const isBeaten = (one: Rival, others: readonly Rival[]): boolean =>
          others.some((other) => preference(one, other)?.better === other);
        for (const [index, layer] of layers.entries()) {
          if (layer.some((one) => isBeaten(one, layer))) continue;
          for (const one of layer) {
            if (index > 0) expect(isBeaten(one, layers[index - 1] ?? [])).toBe(true);
            expect(isBeaten(one, layers.slice(index + 1).flat())).toBe(false);
          }
        }
      }),
    );
  });
});
