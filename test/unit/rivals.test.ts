import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isContested } from "../../src/modules/observations/contested.js";
import {
  agree,
  beyondSets,
  rivalSets,
  undecidable,
  type Rival,
} from "../../src/modules/observations/rivals.js";
import { dayNumber } from "../../src/time/day.js";
import "../support/fast-check.js";
import { rateRival, rival } from "./coverage-rows.js";
import { published, someRival } from "./some-rival.js";

const numbers = (values: (number | null)[]): (number | null)[] =>
  values.sort((one, other) => (one ?? 0) - (other ?? 0));
const sets = (...statements: Rival[]): (number | null)[][] =>
  rivalSets(statements).map(({ members }) => numbers(members.map(({ value }) => value)));
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

  it("when periods of two sources overlap, or have effective days at most 31 days apart", () => {
    const year = rival({ value: 1, period: "2024" });
    const of = (period: string): Rival => rival({ value: 2, period, sourceSlug: "b" });
    expect(sets(year, of("2024-03"))).toEqual([[1, 2]]);
    expect(sets(year, of("2024-07..2025-06"))).toEqual([[1, 2]]);
    expect(sets(year, of("2025-01"))).toEqual([[1, 2]]);
    expect(sets(year, of("2025-02-01"))).toEqual([]);
    expect(sets(year, of("2025"))).toEqual([]);
  });

  it("by the day of publication where that is within the period", () => {
    const early = rival({ value: 1, period: "2025", effectiveOn: "2025-01-20" });
    expect(sets(early, rival({ value: 2, period: "2024", sourceSlug: "b" }))).toEqual([[1, 2]]);
  });

  it("not when one source states them for periods of its own, unless the longer one ends with the shorter", () => {
    const year = rival({ value: 1, period: "2024" });
    expect(sets(year, rival({ value: 2, period: "2024-10" }))).toEqual([[1, 2]]);
    expect(sets(year, rival({ value: 2, period: "2024-07..2025-06" }))).toEqual([]);
    expect(sets(rival({ value: 1, period: "2024-09" }), rival({ value: 2, period: "2024-10" }))).toEqual([]);
  });

  it("but a source's stock of a year stands for its last one in that year and rivals no earlier one", () => {
    const [year, march, october] = [
      rival({ value: 3, period: "2024" }),
      rival({ value: 1, period: "2024-03" }),
      rival({ value: 2, period: "2024-10" }),
    ];
    expect(sets(year, march, october)).toEqual([[2, 3]]);
  });

  it("month by month where two sources state monthly series, which never chain", () => {
    const months = Array.from({ length: 12 }, (_, month) => `2024-${String(month + 1).padStart(2, "0")}`);
    const series = (sourceSlug: string, from: number): Rival[] =>
      months.map((period, month) => rival({ value: from + month, period, sourceSlug }));
    expect(sets(...series("a", 100), ...series("b", 200))).toEqual(
      months.map((_, month) => [100 + month, 200 + month]).reverse(),
    );
    // One that is between two of a series rivals the nearer one only.
    const between = rival({ value: 1, period: "2024-05-20", sourceSlug: "c" });
    expect(sets(...series("a", 100), between)).toEqual([[1, 104]]);
  });

  it("not as steps of a monthly series, though each month is printed by another source", () => {
    const month = (value: number, period: string): Rival => rival({ value, period, sourceSlug: period });
    const months = ["2024-01", "2024-02", "2024-03", "2024-04"].map((period, value) => month(value, period));
    expect(isContested(months, "STOCK")).toBe(false);
    expect(sets(...months)).toEqual([]);
    expect(sets(...months.slice(0, 2))).toEqual([[0, 1]]);
    expect(sets(...months, rival({ value: 9, period: "2024-03", sourceSlug: "z" }))).toEqual([[2, 9]]);
  });

  it("only when every two of a set do, from the latest effective day backwards", () => {
    const at = (value: number, period: string, sourceSlug: string): Rival =>
      rival({ value, period, sourceSlug });
    expect(sets(at(1, "2024-01-01", "a"), at(2, "2024-01-25", "b"), at(3, "2024-02-20", "c"))).toEqual([
      [2, 3],
    ]);
  });

  it("of flows, amounts and durations for equal periods only", () => {
    for (const indicatorKind of ["AMOUNT", "FLOW", "DURATION"] as const) {
      const paid = (value: number, period: string, sourceSlug = "a"): Rival =>
        rival({ indicatorKind, value, period, sourceSlug });
      expect(
        sets(paid(12, "2024"), paid(1, "2024-10"), paid(2, "2024-10", "b"), paid(3, "2024-11", "c")),
      ).toEqual([[1, 2]]);
    }
  });

  it("not over different bases, where an unstated one is one of its own, nor counted at different places", () => {
    const over = (value: number, base: string | null, sourceSlug: string): Rival =>
      rateRival({
        value,
        base,
        denominatorCode: base === "UNSTATED" ? null : (base ?? "POTENTIAL_WORKERS"),
        sourceSlug,
      });
    expect(sets(over(0.1, null, "a"), over(0.2, "EMPLOYED_POPULATION", "b"))).toEqual([]);
    expect(sets(over(0.1, null, "a"), over(0.2, "UNSTATED", "b"))).toEqual([]);
    expect(sets(over(0.1, null, "a"), over(0.2, "POTENTIAL_WORKERS", "b"))).toEqual([[0.1, 0.2]]);
    expect(sets(over(0.1, "UNSTATED", "a"), over(0.2, "UNSTATED", "b"))).toEqual([[0.1, 0.2]]);
    const counted = (value: number, countedBy: Rival["countedBy"], sourceSlug: string): Rival =>
      rival({ value, countedBy, sourceSlug });
    expect(sets(counted(1, "RESIDENCE", "a"), counted(2, "WORKPLACE", "b"), counted(3, null, "c"))).toEqual(
      [],
    );
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

  it("not when one of three of a source and period is the sum of the others, which leaves the total to others", () => {
    const parts = [40_000, 128_000, 168_000].map((value) => rival({ value }));
    expect(sets(...parts)).toEqual([]);
    expect(sets(...parts, rival({ value: 170_000, sourceSlug: "b" }))).toEqual([[168_000, 170_000]]);
    expect(sets(...[0.1, 0.2, 0.3].map((value) => rateRival({ value })))).toEqual([[0.1, 0.2, 0.3]]);
  });
});

describe("Among rivals", () => {
  it("prefers the award citation of 2,044 in Magelang to the 2,046 of the mayor's office", () => {
    const text = { ...published("2024-10-11"), effectiveOn: "2024-10-11", funding: "APBD_CITY" as const };
    const citation = rival({
      ...text,
      value: 2044,
      attributedTo: "Award citation",
      programmes: ["JKK", "JKM"],
    });
    const office = rival({ ...text, value: 2046, period: "2024-10", attributedTo: "Acting mayor" });
    expect(preferred(office, citation)).toBe(2044);
    expect(conflictOf(office, citation)).toMatchObject({
      kind: "TIME",
      rule: "official document or award citation over dated statement",
      resolved: true,
      spread: 2,
      relativeSpread: 2 / 2046,
      period: { start: "2024-10-01", end: "2024-10-31", precision: "MONTH" },
      preferredSlug: citation.slug,
    });
  });

  it("leaves a tie a tie: nothing is preferred, those of one rank share it, and the conflict says so", () => {
    const tie = [rival({ value: 1 }), rival({ value: 3, sourceSlug: "b" })];
    const worse = rival({ value: 5, sourceSlug: "c", attributedTo: "Headline" });
    expect(preferred(...tie)).toBeUndefined();
    expect(rivalSets([worse, ...tie])[0]?.outcomes.map(({ rank, preferred }) => [rank, preferred])).toEqual([
      [1, false],
      [1, false],
      [3, false],
    ]);
    expect(conflictOf(...tie)).toMatchObject({ resolved: false, rule: null, preferredSlug: null, spread: 2 });
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

  it("finds none where a rounded number agrees with an exact one, and prefers the exact one", () => {
    const [about, exact] = [
      rival({ value: 2000, qualifier: "APPROXIMATE" }),
      rival({ value: 2044, sourceSlug: "b" }),
    ];
    expect(conflictOf(about, exact)).toBeNull();
    expect(preferred(about, exact)).toBe(2044);
    // A third one that one of them cannot be makes a conflict of all.
    expect(conflictOf(about, exact, rival({ value: 2100, sourceSlug: "c" }))).toMatchObject({ spread: 100 });
  });

  it("lets a statement without a number speak neither for nor against one", () => {
    const document = rival({ value: null, qualifier: "UNQUANTIFIED", sourceType: "OFFICIAL_RELEASE" });
    expect(preferred(document, rival({ value: 7, sourceSlug: "b" }))).toBe(7);
    expect(conflictOf(document, rival({ value: 7, sourceSlug: "b" }))).toBeNull();
  });

  it("has no relative spread where all are 0 or without a number", () => {
    const zero = rival({ value: 0 });
    const [found] = undecidable([
      { ...zero, countedBy: "RESIDENCE" },
      { ...zero, slug: "z", value: 1, countedBy: "WORKPLACE" },
    ]);
    expect(found?.relativeSpread).toBe(1);
  });
});

describe("What nothing decides", () => {
  const kinds = (...statements: Rival[]): unknown[] =>
    undecidable(statements).map(({ kind, members, resolved, preferredSlug }) => [
      kind,
      numbers(members.map(({ value }) => value)),
      resolved,
      preferredSlug,
    ]);

  it("are rates of one time over different or unstated bases", () => {
    const other = { base: "EMPLOYED_POPULATION", denominatorCode: "EMPLOYED_POPULATION" };
    const unstated = { base: "UNSTATED", denominatorCode: null };
    expect(kinds(rateRival({ value: 0.4 }), rateRival({ ...other, value: 0.3, sourceSlug: "b" }))).toEqual([
      ["BASE", [0.3, 0.4], false, null],
    ]);
    expect(kinds(rateRival({ value: 0.4 }), rateRival({ ...unstated, value: 0.3 }))).toEqual([
      ["BASE", [0.3, 0.4], false, null],
    ]);
    expect(kinds(rateRival({ value: 0.4 }), rateRival({ ...other, value: 0.4, sourceSlug: "b" }))).toEqual(
      [],
    );
    expect(
      kinds(rateRival({ value: 0.4 }), rateRival({ ...other, value: 0.3, sourceSlug: "b", period: "2026" })),
    ).toEqual([]);
  });

  it("are workers counted by residence and by workplace within a quarter", () => {
    const [home, firm] = [{ countedBy: "RESIDENCE" as const }, { countedBy: "WORKPLACE" as const }];
    const at = (value: number, period: string, more: Partial<Rival>): Rival =>
      rival({ value, period, sourceSlug: String(more.countedBy), ...more });
    expect(kinds(at(760, "2024-09-24", home), at(508, "2024-10", firm))).toEqual([
      ["COUNTING", [508, 760], false, null],
    ]);
    expect(kinds(at(760, "2024-06-24", home), at(508, "2024-10", firm))).toEqual([]);
    expect(kinds(at(760, "2024", home), rival({ value: 508 }))).toEqual([]);
  });
});

it("Statements that rival one of a set, but not all, disagree with it beside the set", () => {
  const [july, august, year] = [
    rateRival({ value: 0.53, period: "2025-07", effectiveOn: "2025-07-10", sourceSlug: "a" }),
    rateRival({ value: 0.52, period: "2025-08", sourceSlug: "b" }),
    rateRival({ value: 0.6347, period: "2025", sourceSlug: "c" }),
  ];
  expect(sets(july, august, year)).toEqual([[0.52, 0.6347]]);
  expect(beyondSets([july, august, year])).toMatchObject([
    { kind: "TIME", resolved: true, preferredSlug: july.slug },
  ]);
  expect(beyondSets([{ ...july, value: 0.63 }, august, year])).toEqual([]);
});

describe("Rival sets of random statements", () => {
  const statements = fc
    .constantFrom("STOCK" as const, "RATE" as const)
    .chain((kind) => fc.array(someRival(kind), { minLength: 2, maxLength: 9 }));

  it("share no statement, and hold statements of one series and one time only", () => {
    fc.assert(
      fc.property(statements, (all) => {
        const found = rivalSets(all);
        const members = found.flatMap((set) => set.members);
        expect(new Set(members).size).toBe(members.length);
        for (const set of found) {
          expect(set.members.length).toBeGreaterThan(1);
          expect(new Set(set.members.map(({ base }) => base)).size).toBe(1);
          expect(new Set(set.members.map(({ countedBy }) => countedBy)).size).toBe(1);
          expect(new Set(set.members.flatMap(({ funding }) => funding ?? [])).size).toBeLessThanOrEqual(1);
          for (const one of set.members)
            for (const other of set.members) expect(areOfOneTime(one, other)).toBe(true);
        }
      }),
    );
  });

  it("have ranks from 1 that ties share, at most one preferred statement, and a conflict where two cannot both be", () => {
    fc.assert(
      fc.property(statements, (all) => {
        for (const { members, outcomes, conflict } of rivalSets(all)) {
          expect(outcomes.map(({ slug }) => slug)).toEqual(members.map(({ slug }) => slug));
          const ranks = outcomes.map(({ rank }) => rank);
          expect(ranks[0]).toBe(1);
          for (const [index, rank] of ranks.entries()) expect([ranks[index - 1], index + 1]).toContain(rank);
          const best = members.filter((_, index) => ranks[index] === 1);
          const winners = outcomes.filter((outcome) => outcome.preferred);
          expect(winners).toHaveLength(new Set(best.map(({ value }) => value)).size === 1 ? 1 : 0);
          const disagree = members.some((one) => members.some((other) => !agree(one, other)));
          expect(conflict !== null).toBe(disagree);
          if (!conflict) continue;
          expect(conflict.resolved).toBe(winners.length === 1);
          expect(conflict.rule !== null).toBe(conflict.resolved);
          expect(conflict.preferredSlug).toBe(winners[0]?.slug ?? null);
          const values = members.flatMap(({ value }) => value ?? []);
          expect(conflict.spread).toBe(Math.max(...values) - Math.min(...values));
          expect(conflict.period.start <= conflict.period.end).toBe(true);
        }
      }),
    );
  });

  it("are the same in whatever order statements come", () => {
    const shuffled = statements.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    const summary = (all: Rival[]): string[] =>
      [...rivalSets(all), ...beyondSets(all), ...undecidable(all)]
        .map((found) => JSON.stringify(found))
        .sort();
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(summary(other)).toEqual(summary(one));
      }),
    );
  });

  it("are none where statements are not contested", () => {
    fc.assert(
      fc.property(statements, (all) => {
        if (isContested(all, all[0]?.indicatorKind ?? "STOCK")) return;
        expect([...rivalSets(all), ...beyondSets(all), ...undecidable(all)]).toEqual([]);
      }),
    );
  });
});

it("A monthly series of a thousand statements beside another takes no time that grows with its square", () => {
  const month = (serial: number): string => new Date(Date.UTC(1940, serial, 1)).toISOString().slice(0, 7);
  const series = (sourceSlug: string): Rival[] =>
    Array.from({ length: 1000 }, (_, serial) => rival({ value: serial, period: month(serial), sourceSlug }));
  expect(rivalSets([...series("a"), ...series("b")])).toHaveLength(1000);
  expect(isContested(series("a"), "STOCK")).toBe(false);
});

function areOfOneTime(one: Rival, other: Rival): boolean {
  const overlap = one.periodStart <= other.periodEnd && other.periodStart <= one.periodEnd;
  return overlap || Math.abs(dayNumber(one.effectiveOn) - dayNumber(other.effectiveOn)) <= 31;
}
