import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { preference, rivalSets, type Rival } from "../../src/modules/observations/rivals.js";
import { evidenceOf } from "../../src/modules/sources/evidence.rules.js";
import { rival } from "./coverage-rows.js";

const sets = (...statements: Rival[]): (number | null)[][] =>
  rivalSets(statements).map(({ members }) => members.map(({ value }) => value).sort());
const conflictOf = (...statements: Rival[]): ReturnType<typeof rivalSets>[number]["conflict"] =>
  rivalSets(statements)[0]?.conflict ?? null;
const preferred = (...statements: Rival[]): number | null | undefined => {
  const slug = rivalSets(statements)[0]?.outcomes.find((outcome) => outcome.preferred)?.slug;
  return statements.find((statement) => statement.slug === slug)?.value;
};

describe("Statements rival each other", () => {
  it("when their periods agree, whoever states them", () => {
    expect(sets(rival({ value: 1 }), rival({ value: 2, sourceSlug: "b" }))).toEqual([[1, 2]]);
    expect(sets(rival({ value: 1 }), rival({ value: 2 }))).toEqual([[1, 2]]);
  });

  it("not when sources state them for periods that only overlap", () => {
    const year = rival({ value: 1, period: "2024" });
    expect(sets(year, rival({ value: 2, period: "2024-10", sourceSlug: "b" }))).toEqual([]);
  });

  it("when one source states both for periods that overlap", () => {
    const year = rival({ value: 1, period: "2024" });
    expect(sets(year, rival({ value: 2, period: "2024-10" }))).toEqual([[1, 2]]);
    expect(sets(year, rival({ value: 2, period: "2024-07..2025-06" }))).toEqual([[1, 2]]);
    expect(sets(year, rival({ value: 2, period: "2025" }))).toEqual([]);
  });

  it("but a source's stock of a year stands for its last one in that year and rivals no earlier one", () => {
    const [year, march, october] = [
      rival({ value: 3, period: "2024" }),
      rival({ value: 1, period: "2024-03" }),
      rival({ value: 2, period: "2024-10" }),
    ];
    expect(sets(year, march, october)).toEqual([[2, 3]]);
  });

  it("but what happens in a part of a period is no rival of what happens in the whole", () => {
    const paid = { indicatorKind: "AMOUNT" as const };
    expect(
      sets(rival({ ...paid, value: 12, period: "2024" }), rival({ ...paid, value: 1, period: "2024-10" })),
    ).toEqual([]);
  });

  it("not when they are about different programmes", () => {
    const contributions = { indicatorKind: "AMOUNT" as const };
    expect(
      sets(
        rival({ ...contributions, value: 1, programmes: ["JKK"] }),
        rival({ ...contributions, value: 2, programmes: ["JHT"] }),
      ),
    ).toEqual([]);
    // Every participant is one of JKK, so that workers of JKK and JKM are all workers, and those of JHT are not.
    expect(
      sets(
        rival({ value: 1, programmes: ["JKK", "JKM"] }),
        rival({ value: 2 }),
        rival({ value: 3, programmes: ["JHT"], sourceSlug: "a" }),
      ),
    ).toEqual([[1, 2]]);
  });

  it("not when they are about different payers, one that names none meaning the only one that others name", () => {
    const [city, province] = [
      rival({ value: 1, funding: "APBD_CITY" }),
      rival({ value: 2, funding: "APBD_PROVINCE", sourceSlug: "b" }),
    ];
    expect(sets(city, province)).toEqual([]);
    expect(sets(city, rival({ value: 3, sourceSlug: "c" }))).toEqual([[1, 3]]);
    expect(sets(city, province, rival({ value: 3, sourceSlug: "c" }))).toEqual([]);
  });

  it("not when a source states a total beside the part that one payer accounts for", () => {
    expect(sets(rival({ value: 1, funding: "APBD_CITY" }), rival({ value: 5 }))).toEqual([]);
  });
});

describe("The kind of evidence", () => {
  const press = { sourceType: "NEWS_ARTICLE", attributedTo: "Mayor", publishedOn: "2024-10-11" };
  it.each([
    [0, "a dataset", { ...press, sourceType: "DATASET" }],
    [0, "a partner's registry", { ...press, sourceType: "PARTNER" }],
    [1, "an official release", { ...press, sourceType: "OFFICIAL_RELEASE" }],
    [1, "a regulation", { ...press, sourceType: "REGULATION" }],
    [1, "an award citation in the press", { ...press, attributedTo: "Award citation" }],
    [2, "a dated statement by an office", press],
    [3, "undated press", { ...press, publishedOn: null }],
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
  const rule = (one: Partial<Rival>, other: Partial<Rival>): string | null =>
    preference(rival({ value: 1, ...one }), rival({ value: 2, ...other }))?.rule ?? null;
  const may = { publishedOn: "2024-05-01", publishedFrom: "2024-05-01", publishedUntil: "2024-05-01" };
  const sometime2024 = { publishedOn: null, publishedFrom: "2024-01-01", publishedUntil: "2024-12-31" };

  it("the kind of evidence comes before the date, and the date before exactness", () => {
    expect(rule({ ...may, sourceType: "DATASET", qualifier: "APPROXIMATE" }, {})).toBe(
      "primary dataset or registry over dated statement",
    );
    expect(rule({ ...may }, { qualifier: "APPROXIMATE" })).toBe(
      "later publication (2024-06-01) over earlier (2024-05-01)",
    );
    expect(rule({ qualifier: "AT_LEAST" }, {})).toBe("exact over qualified (AT_LEAST)");
    expect(rule({}, {})).toBeNull();
    expect(rule({ qualifier: "AT_LEAST" }, { qualifier: "APPROXIMATE" })).toBeNull();
  });

  it("a publication is later only when it certainly is", () => {
    const undated = { ...sometime2024, attributedTo: null };
    const dated = { ...may, attributedTo: null };
    expect(rule(undated, dated)).toBeNull();
    expect(rule({ ...undated, publishedFrom: "2024-06-01" }, dated)).toContain(
      "later publication (2024-06-01)",
    );
    expect(rule({ ...undated, publishedFrom: null, publishedUntil: null }, dated)).toBeNull();
  });

  it("the same whichever comes first, as better evidence, a later date or exactness does", () => {
    fc.assert(
      fc.property(someRival(), someRival(), (one, other) => {
        const [there, back] = [preference(one, other), preference(other, one)];
        expect(there).toEqual(back);
      }),
    );
  });
});

describe("Among rivals", () => {
  it("prefers the award citation of 2,044 in Magelang to the 2,046 of the mayor's office", () => {
    const citation = rival({
      value: 2044,
      attributedTo: "Award citation",
      funding: "APBD_CITY",
      programmes: ["JKK", "JKM"],
    });
    const office = rival({
      value: 2046,
      period: "2024-10",
      attributedTo: "Acting mayor",
      funding: "APBD_CITY",
    });
    expect(preferred(office, citation)).toBe(2044);
    expect(conflictOf(office, citation)).toEqual({
      kind: "VALUE",
      rule: "official document or award citation over dated statement",
      resolved: true,
      spread: 2,
      period: { start: "2024-10-01", end: "2024-10-31", precision: "MONTH" },
      preferredSlug: citation.slug,
    });
  });

  it("leaves a tie a tie: nothing is preferred, and the conflict says so", () => {
    const tie = [rival({ value: 1 }), rival({ value: 3, sourceSlug: "b" })];
    expect(preferred(...tie)).toBeUndefined();
    expect(conflictOf(...tie)).toMatchObject({ resolved: false, rule: null, preferredSlug: null, spread: 2 });
  });

  it("prefers nothing when the best two of three are a tie", () => {
    const late = { publishedOn: "2024-07-01", publishedFrom: "2024-07-01", publishedUntil: "2024-07-01" };
    expect(
      preferred(rival({ value: 1 }), rival({ value: 2, ...late }), rival({ value: 3, ...late })),
    ).toBeUndefined();
  });

  it("finds no conflict where all say the same, and prefers one of them", () => {
    const [one, other] = [
      rival({ value: 1 }),
      rival({ value: 1, sourceSlug: "b", qualifier: "APPROXIMATE" }),
    ];
    expect(conflictOf(one, other)).toBeNull();
    expect(rivalSets([one, other])[0]?.outcomes).toEqual([
      { slug: one.slug, rank: 1, preferred: true },
      { slug: other.slug, rank: 2, preferred: false },
    ]);
  });

  it("lets a statement without a number speak neither for nor against one", () => {
    const document = rival({ value: null, qualifier: "UNQUANTIFIED", sourceType: "OFFICIAL_RELEASE" });
    expect(preferred(document, rival({ value: 7, sourceSlug: "b" }))).toBe(7);
    expect(conflictOf(document, rival({ value: 7, sourceSlug: "b" }))).toBeNull();
  });

  it("prefers what beats every other number, even where an equal one has as many wins", () => {
    // The first is beaten by the second, which says the same, and alone beats the third.
    const undated = {
      publishedOn: null,
      publishedFrom: "2024-01-01",
      publishedUntil: "2024-12-31",
      attributedTo: null,
    };
    const exact = rival({
      slug: "z",
      value: 5,
      attributedTo: null,
      publishedFrom: "2024-03-01",
      publishedUntil: "2024-03-01",
    });
    const later = rival({
      slug: "a",
      value: 5,
      attributedTo: null,
      publishedFrom: "2024-05-01",
      publishedUntil: "2024-05-01",
      qualifier: "APPROXIMATE",
    });
    expect(
      preferred(exact, later, rival({ slug: "m", value: 7, ...undated, qualifier: "APPROXIMATE" })),
    ).toBe(5);
  });

  it("decides the same in whatever order they come", () => {
    fc.assert(
      fc.property(
        fc
          .array(someRival(), { minLength: 2, maxLength: 6 })
          .chain((statements) =>
            fc.tuple(
              fc.constant(statements),
              fc.shuffledSubarray(statements, { minLength: statements.length }),
            ),
          ),
        ([statements, shuffled]) => {
          const summary = (all: Rival[]): unknown[] =>
            rivalSets(all)
              .map(({ outcomes, conflict }) => ({
                slugs: outcomes.map(({ slug }) => slug).sort(),
                preferred: outcomes.filter((outcome) => outcome.preferred),
                conflict,
              }))
              .sort((one, other) => ((one.slugs[0] ?? "") < (other.slugs[0] ?? "") ? -1 : 1));
          expect(summary(shuffled)).toEqual(summary(statements));
        },
      ),
    );
  });

  it("prefers at most one, ranks all from 1, and calls resolved what has one", () => {
    fc.assert(
      fc.property(fc.array(someRival(), { minLength: 2, maxLength: 6 }), (statements) => {
        for (const { members, outcomes, conflict } of rivalSets(statements)) {
          expect(outcomes.map(({ rank }) => rank)).toEqual(members.map((_, index) => index + 1));
          const winners = outcomes.filter((outcome) => outcome.preferred);
          expect(winners.length).toBeLessThanOrEqual(1);
          const values = new Set(members.flatMap(({ value }) => value ?? []));
          expect(conflict === null).toBe(values.size <= 1);
          if (conflict) {
            expect(conflict.resolved).toBe(winners.length === 1);
            expect(conflict.preferredSlug).toBe(winners[0]?.slug ?? null);
            expect(conflict.spread).toBe(Math.max(...values) - Math.min(...values));
            expect(conflict.period.start <= conflict.period.end).toBe(true);
          }
        }
      }),
    );
  });
});

describe("Rivals disagree about", () => {
  const rate = { indicatorKind: "RATE" as const, indicatorCode: "COVERAGE_RATE" };
  const kind = (...statements: Rival[]): string | undefined => conflictOf(...statements)?.kind;

  it("the value, when nothing else differs", () => {
    expect(kind(rival({ value: 1 }), rival({ value: 2, sourceSlug: "b" }))).toBe("VALUE");
    expect(kind(rival({ ...rate, value: 0.1 }), rival({ ...rate, value: 0.2, sourceSlug: "b" }))).toBe(
      "VALUE",
    );
  });

  it("the definition, when sources count vulnerable workers", () => {
    const vulnerable = { categoryCode: "VULNERABLE" };
    expect(
      kind(rival({ ...vulnerable, value: 1 }), rival({ ...vulnerable, value: 2, sourceSlug: "b" })),
    ).toBe("DEFINITION");
    expect(kind(rival({ ...vulnerable, value: 1 }), rival({ ...vulnerable, value: 2 }))).toBe("VALUE");
  });

  it("the denominator, when sources of rates state different ones", () => {
    const over = (value: number, denominatorValue: number | null, sourceSlug: string): Rival =>
      rival({ ...rate, value, denominatorValue, sourceSlug });
    expect(kind(over(0.1, 1000, "a"), over(0.2, 500, "b"))).toBe("DENOMINATOR");
    expect(kind(over(0.1, 1000, "a"), over(0.2, 1000, "b"))).toBe("VALUE");
    expect(kind(over(0.1, 1000, "a"), over(0.2, null, "b"))).toBe("VALUE");
  });

  it("the period, when one source's periods cross", () => {
    const crossing = conflictOf(
      rival({ value: 1, period: "2024-01..2024-06" }),
      rival({ value: 2, period: "2024-04..2024-09" }),
    );
    expect(crossing).toMatchObject({
      kind: "PERIOD",
      period: { start: "2024-04-01", end: "2024-06-30", precision: "QUARTER" },
    });
  });

  it("the value, over all their time, when they are rivals only through others and share no day", () => {
    const conflict = conflictOf(
      rival({ value: 1, period: "2024" }),
      rival({ value: 2, period: "2024-03" }),
      rival({ value: 3, period: "2024", sourceSlug: "b" }),
      rival({ value: 4, period: "2024-10", sourceSlug: "b" }),
    );
    expect(conflict).toMatchObject({
      kind: "VALUE",
      period: { start: "2024-01-01", end: "2024-12-31", precision: "YEAR" },
    });
  });
});

function someRival(): fc.Arbitrary<Rival> {
  return fc
    .record({
      value: fc.constantFrom(null, 1, 2, 3),
      qualifier: fc.constantFrom("EXACT", "APPROXIMATE", "AT_LEAST"),
      period: fc.constantFrom("2024", "2024-10", "2024-10-10", "2024-07..2025-06"),
      sourceSlug: fc.constantFrom("a", "b", "c"),
      sourceType: fc.constantFrom("NEWS_ARTICLE", "DATASET", "OFFICIAL_RELEASE"),
      attributedTo: fc.constantFrom(null, "An office", "Headline"),
      published: fc.constantFrom(
        null,
        "2024-05-01..2024-05-01",
        "2024-06-01..2024-06-01",
        "2024-01-01..2024-12-31",
      ),
      funding: fc.constantFrom(null, "APBD_CITY", "CSR"),
    })
    .map(({ published, ...more }) => {
      const [publishedFrom = null, publishedUntil = null] = published?.split("..") ?? [];
      const publishedOn = publishedFrom === publishedUntil ? publishedFrom : null;
      return rival({ ...more, publishedOn, publishedFrom, publishedUntil });
    });
}
