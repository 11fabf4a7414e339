import fc from "fast-check";
import type { Rival } from "../../src/modules/observations/rivals.js";
import { partialDate } from "../../src/time/partial-date.js";
import { rateRival, rival } from "./coverage-rows.js";

/** The first and last day that may be that of a publication dated `2024`, `2024-10` or `2024-10-11`. */
export const published = (text: string): Pick<Rival, "publishedFrom" | "publishedUntil"> => ({
  publishedFrom: partialDate(text)?.from ?? null,
  publishedUntil: partialDate(text)?.until ?? null,
});

const PERIODS = [
  "2024",
  "2024",
  "2024-10",
  "2024-10",
  "2024-10-10",
  "2024-09",
  "2024-11-20",
  "2024-03",
  "2025-01",
  "2024-07..2025-06",
  "2024-07..2024-12",
];

/** A statement about workers or their coverage, by one of some sources, of a kind of evidence and date each may have. */
export const someRival = (kind: "STOCK" | "RATE" = "STOCK"): fc.Arbitrary<Rival> =>
  fc
    .record({
      value: fc.constantFrom(null, 1, 2, 2, 3, 20),
      qualifier: fc.constantFrom("EXACT", "EXACT", "APPROXIMATE", "AT_LEAST", "AT_MOST"),
      period: fc.constantFrom(...PERIODS),
      sourceSlug: fc.constantFrom("a", "b", "c", "d"),
      sourceType: fc.constantFrom("NEWS_ARTICLE", "NEWS_ARTICLE", "DATASET", "OFFICIAL_RELEASE"),
      attributedTo: fc.constantFrom(null, "An office", "Headline"),
      published: fc.constantFrom(null, "2024", "2024-05", "2024-06-01", "2024-11-15", "2025-02-01"),
      funding: fc.constantFrom(null, null, "APBD_CITY", "CSR"),
      countedBy: fc.constantFrom(null, null, "RESIDENCE", "WORKPLACE"),
      base: fc.constantFrom(null, null, "EMPLOYED_POPULATION", "UNSTATED"),
      isEarly: fc.boolean(),
    })
    .map(({ published: date, base, value, isEarly, ...more }) => {
      const days = date === null ? { publishedFrom: null, publishedUntil: null } : published(date);
      const made =
        kind === "RATE"
          ? rateRival({
              ...more,
              ...days,
              value: value === null ? null : value / 100,
              base,
              denominatorCode: base === "UNSTATED" ? null : (base ?? "POTENTIAL_WORKERS"),
            })
          : rival({ ...more, ...days, value });
      // As where it was published within its period.
      return isEarly ? { ...made, effectiveOn: made.periodStart } : made;
    });
