import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MonthTotals, type CountedReturn } from "../../src/modules/returns/compliance/compliance-totals.js";
import type { ComplianceCell } from "../../src/modules/returns/compliance/compliance-cell.entity.js";
import { complianceRows } from "../../src/modules/returns/compliance/read-compliance.js";
import { ANONYMOUS } from "../../src/access/viewer.js";
import { provinceOf } from "../../src/modules/regions/region-code.rules.js";
import "../support/fast-check.js";

const GROUPINGS = ["COUNTRY", "PROVINCE", "REGENCY", "SECTOR", "SIZE"] as const;
const PRIME = 1_000_003;

const counted: fc.Arbitrary<CountedReturn> = fc.record({
  regionCode: fc.constantFrom(
    "11",
    "11.01",
    "11.02",
    "11.03",
    "15.01",
    "15.71",
    "33.22",
    "33.74",
    "ID",
    "36.01",
  ),
  sector: fc.constantFrom("A", "B", "C", null),
  size: fc.constantFrom("MICRO", "SMALL", "LARGE", null),
  workers: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(5_000), fc.constant(null)),
  due: fc.oneof(fc.integer({ min: 1, max: 900 }), fc.constant(null)),
  paid: fc.integer({ min: 0, max: 900 }),
  arrears: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500 })),
});

interface Published {
  cell: ComplianceCell;
  isHidden: boolean;
}

/** All that anybody can ask for of a month, for one number. */
function published(
  cells: readonly ComplianceCell[],
  number: "workers" | "arrears",
  least: number,
): Published[] {
  return GROUPINGS.flatMap((grouping) => {
    const rows = complianceRows(cells, { grouping, province: null, viewer: ANONYMOUS, least });
    return cells
      .filter((cell) => cell.grouping === grouping)
      .map((cell, index) => ({ cell, isHidden: rows[index]?.[number] === null }));
  });
}

/** Every sum that a number of cells is, as rows of a matrix over the cells that somebody does not know. */
function equations(all: readonly Published[], isKnown: (one: Published) => boolean): number[][] {
  const unknown = all.filter((one) => one.isHidden && !isKnown(one));
  const inGrouping = (grouping: string): Published[] => all.filter(({ cell }) => cell.grouping === grouping);
  const sums: [Published, Published[]][] = inGrouping("COUNTRY").map((total) => [
    total,
    inGrouping("PROVINCE"),
  ]);
  for (const province of inGrouping("PROVINCE"))
    for (const grouping of ["REGENCY", "SECTOR", "SIZE"])
      sums.push([
        province,
        inGrouping(grouping).filter(
          ({ cell }) => (provinceOf(cell.regionCode) ?? "ID") === province.cell.regionCode,
        ),
      ]);
  return sums.map(([total, parts]) =>
    unknown.map((one) => (one === total ? PRIME - 1 : parts.includes(one) ? 1 : 0)),
  );
}

/** The columns of a matrix whose value every solution has alike, by elimination over a prime field. */
function determined(rows: number[][]): number[] {
  const matrix = rows.map((row) => [...row]);
  const width = matrix[0]?.length ?? 0;
  let rank = 0;
  for (let column = 0; column < width; column += 1) {
    const pivot = matrix.findIndex((row, index) => index >= rank && row[column] !== 0);
    if (pivot < 0) continue;
    const [row] = matrix.splice(pivot, 1) as [number[]];
    const inverse = power(row[column] ?? 0, PRIME - 2);
    const scaled = row.map((value) => (value * inverse) % PRIME);
    for (const [index, other] of matrix.entries()) {
      const factor = other[column] ?? 0;
      if (factor !== 0)
        matrix[index] = other.map(
          (value, place) => (value + (PRIME - factor) * (scaled[place] ?? 0)) % PRIME,
        );
    }
    matrix.splice(rank, 0, scaled);
    rank += 1;
  }
  return matrix.flatMap((row) => {
    const places = row.flatMap((value, place) => (value === 0 ? [] : [place]));
    return places.length === 1 ? places : [];
  });
}

function power(base: number, exponent: number): number {
  let [result, factor] = [1, base];
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * factor) % PRIME;
    factor = (factor * factor) % PRIME;
  }
  return result;
}

function cellsOf(returns: readonly CountedReturn[]): ComplianceCell[] {
  const totals = new MonthTotals("2025-01");
  for (const one of returns) totals.add(one);
  return totals.cells();
}

describe("Suppressed totals", () => {
  it("cannot be computed from all that is published, nor by who knows one of them", () => {
    let [hidden, shown] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(counted, { minLength: 1, maxLength: 150, size: "max" }),
        fc.constantFrom("workers", "arrears" as const),
        fc.integer({ min: 3, max: 10 }),
        (returns, number, least) => {
          const all = published(cellsOf(returns), number, least);
          hidden += all.filter(({ isHidden }) => isHidden).length;
          shown += all.filter(({ isHidden }) => !isHidden).length;
          expect(determined(equations(all, () => false))).toEqual([]);
          const secret = all.filter(({ isHidden }) => isHidden);
          // A total of which at least three parts are hidden withstands who knows one of them.
          for (const known of secret) {
            const others = siblings(all, known).filter((one) => one.isHidden);
            if (others.length < 3) continue;
            const left = secret.filter((one) => one !== known);
            const found = determined(equations(all, (one) => one === known)).map((place) => left[place]);
            expect(found.filter((one) => one !== undefined && others.includes(one))).toEqual([]);
          }
        },
      ),
    );
    expect(hidden).toBeGreaterThan(1_000);
    expect(shown).toBeGreaterThan(100);
  });

  it("would be found by that test if only what is too small were suppressed", () => {
    const returns = [3, 3, 1].flatMap((count, index) =>
      Array.from({ length: count }, () => one(`11.0${index + 1}`)),
    );
    const all = cellsOf(returns).map((cell) => ({ cell, isHidden: cell.employers < 3 }));
    expect(determined(equations(all, () => false)).length).toBeGreaterThan(0);
  });

  it("are those of few employers, and of which two have nearly all", () => {
    const rows = (returns: readonly CountedReturn[], least = 3): unknown[] =>
      complianceRows(cellsOf(returns), { grouping: "REGENCY", province: null, viewer: ANONYMOUS, least }).map(
        ({ regionCode, suppressed, workers }) => [regionCode, suppressed, workers],
      );
    const many = (code: string, count: number, workers = 7): CountedReturn[] =>
      Array.from({ length: count }, () => one(code, workers));
    const places = ["11.01", "11.02", "11.03", "11.04", "11.05"];
    const even = places.flatMap((code) => many(code, 12));
    expect(rows(even)).toEqual(places.map((code) => [code, null, 85]));
    const found = new Map(rows([...even, ...many("11.06", 2)]).map((row) => [(row as string[])[0], row]));
    expect(found.get("11.06")).toEqual(["11.06", "TOO_FEW", null]);
    expect([...found.values()].filter((row) => (row as unknown[])[1] === "COMPLEMENTARY").length).toBe(2);
    const large = new Map(
      rows([...even, ...many("11.06", 12, 1), one("11.06", 900)]).map((row) => [(row as string[])[0], row]),
    );
    expect(large.get("11.06")).toEqual(["11.06", "DOMINATED", null]);
    expect(rows([...even, ...many("11.06", 12)], 10).filter((row) => (row as unknown[])[1] !== null)).toEqual(
      [],
    );
  });
});

const one = (regionCode: string, workers = 7): CountedReturn => ({
  regionCode,
  sector: "A",
  size: "SMALL",
  workers,
  due: 100,
  paid: 50,
  arrears: 0,
});

function siblings(all: readonly Published[], { cell }: Published): Published[] {
  const { grouping, regionCode } = cell;
  return all.filter(
    ({ cell: other }) =>
      other.grouping === grouping &&
      (grouping === "PROVINCE" || provinceOf(other.regionCode) === provinceOf(regionCode)),
  );
}
