import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { describeFault } from "../../src/files/fault.js";
import { LoadContext } from "../../src/package/load-context.js";
import { INDICATORS } from "../../src/modules/observations/indicator.package.js";
import { ObservationDoubts } from "../../src/modules/observations/observation-doubts.js";
import { FaultReport } from "../../src/transfer/load/fault-report.js";
import { loadPackage } from "../../src/transfer/load/load-package.js";
import type { LoadOptions, LoadReport } from "../../src/transfer/load/load-report.js";
import { openPackage } from "../../src/transfer/package/package.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, writePackage, type Tables, type TestGraph } from "../support/graph.js";
import { observation, WORLD } from "../support/rows.js";

type Row = Tables[string][number];

const rate = (more: Row): Row => observation({ indicator: "COVERAGE_RATE", value: 0.4, ...more });

describeEachEngine("A load", (engine) => {
  let graph: TestGraph;

  beforeEach(async () => {
    graph = await openEmptyGraph(engine);
  });
  afterEach(() => graph.close());

  const load = async (
    observations: Row[],
    options: LoadOptions = {},
    change: (descriptor: any) => void = () => undefined,
  ): Promise<LoadReport> => {
    const folder = await writePackage({ ...WORLD, observations });
    const path = join(folder, "datapackage.json");
    const descriptor: unknown = JSON.parse(await readFile(path, "utf8"));
    change(descriptor);
    await writeFile(path, JSON.stringify(descriptor));
    try {
      return await loadPackage(graph.dataSource, await openPackage(folder), options);
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const faultsOf = async (...rows: Row[]): Promise<string[]> => {
    const report = await load(rows);
    if (report.outcome === "loaded") return [];
    return "faults" in report ? report.faults.map(describeFault) : [];
  };
  const warningsOf = async (...rows: Row[]): Promise<string[]> => {
    const report = await load(rows);
    if (report.outcome !== "loaded") throw new Error(`Expected loaded, got ${JSON.stringify(report)}`);
    expect(report.warningCount).toBe(report.warnings.length);
    return report.warnings.map(describeFault);
  };

  it.each<[string, Row, string]>([
    ["negative persons", observation({ value: -1 }), 'value "-1": must be at least 0'],
    ["a rate above 2 without a note", rate({ value: 44 }), 'value "44": is a rate above 2'],
    [
      "a lower bound above the upper one",
      observation({ value: 5, lower_bound: 6, upper_bound: 4, qualifier: "APPROXIMATE" }),
      'lower_bound "6": is above the upper bound',
    ],
    [
      "a period that ends before it begins",
      observation({ value: 5, period_start: "2024-05", period_end: "2024-04" }),
      'period_end "2024-04": is before period_start 2024-05',
    ],
    [
      "a base of what is no rate",
      observation({ value: 5, base: "POTENTIAL_WORKERS" }),
      'base "POTENTIAL_WORKERS": must be empty for PROTECTED_WORKERS, which is no rate',
    ],
    ["a base that is no indicator", rate({ base: "EVERYBODY" }), 'base "EVERYBODY": must be UNSTATED or'],
    [
      "another counting",
      observation({ value: 5, counted_by: "HOME" }),
      'counted_by "HOME": must be one of RESIDENCE, WORKPLACE',
    ],
  ])("refuses %s", async (_what, row, message) => {
    const faults = await faultsOf(row);
    expect(faults[0]).toContain(`observations.csv:2 ${message}`);
    expect((await graph.data("{ observations { totalCount } }")).observations.totalCount).toBe(0);
  });

  it("refuses negative numbers also where a package's own schema allows them, and tells each once", async () => {
    const report = await load([observation({ value: -1 })], {}, ({ resources }) => {
      for (const { schema } of resources) for (const field of schema.fields) delete field.constraints;
    });
    expect("faults" in report && report.faults.map(describeFault)).toEqual([
      'observations.csv:2 value "-1": must not be negative',
    ]);
  });

  it("refuses a row that repeats another, or differs from it in its note only", async () => {
    const row = observation({ value: 5 });
    expect(await faultsOf(row, { ...row, note: "Again" })).toEqual(["observations.csv:3: repeats line 2"]);
    expect(await faultsOf(row, { ...row, value: 6 })).toEqual([
      'observations.csv:3 value "6": contradicts line 2: the two rows answer the same question differently',
    ]);
    expect(await faultsOf(row, { ...row, value: 6, note: "Of another day" })).toEqual([]);
  });

  it("loads a rate above 2 that has a note, an unstated base and the base of another indicator", async () => {
    const rows = [
      rate({ value: 2.99, note: "Published as 299 percent" }),
      rate({ period_start: "2023", base: "UNSTATED" }),
      rate({ period_start: "2022", base: "PROTECTED_WORKERS", counted_by: "RESIDENCE" }),
    ];
    expect(await faultsOf(...rows)).toEqual([]);
  });

  it("loads what is unlikely, and names file, line, column and reason", async () => {
    expect(
      await warningsOf(
        rate({ value: 1.2 }),
        observation({ value: 500, period_start: "2023" }),
        observation({ indicator: "POTENTIAL_WORKERS", value: 400, period_start: "2023" }),
        observation({ value: 5000, period_start: "2024" }),
      ),
    ).toEqual([
      'observations.csv:2 value "1.2": is a rate above 1',
      expect.stringMatching(/^observations\.csv:(3|5) value/),
      expect.stringMatching(/^observations\.csv:(3|5) value/),
    ]);
    expect((await graph.data("{ observations { totalCount } }")).observations.totalCount).toBe(4);
  });

  it.each<[string, Row[]]>([
    ["another source", [observation({ value: 500 }), potential({ value: 400, source_id: "b" })]],
    ["another region", [observation({ value: 500 }), potential({ value: 400, region_code: "15.01" })]],
    ["another category", [observation({ value: 500 }), potential({ value: 400, category_code: "FISHER" })]],
    ["another period", [observation({ value: 500 }), potential({ value: 400, period_start: "2023" })]],
    [
      "a denominator without an upper bound",
      [observation({ value: 500 }), potential({ value: 400, qualifier: "AT_LEAST", lower_bound: 400 })],
    ],
    [
      "a year after a month",
      [observation({ value: 5, period_start: "2023-05" }), observation({ value: 500, period_start: "2024" })],
    ],
    [
      "less than ten times the year before",
      [observation({ value: 51, period_start: "2023" }), observation({ value: 500 })],
    ],
    [
      "what was nothing before",
      [observation({ value: 0, period_start: "2023" }), observation({ value: 500 })],
    ],
  ])("finds nothing unlikely in %s", async (_what, rows) => {
    expect(await warningsOf(...rows)).toEqual([]);
  });

  it("finds the period before in whatever order rows are", async () => {
    const years = [observation({ value: 500 }), observation({ value: 40, period_start: "2023" })];
    expect(await warningsOf(...years)).toEqual([
      'observations.csv:2 value "500": is 12 times 40 of line 3, the period before',
    ]);
  });

  it("warns in a dry run too, and writes warnings into the report file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cakupan-report-"));
    const file = new FaultReport(join(folder, "report.csv"));
    const report = await load([rate({ value: 1.5 })], {
      dryRun: true,
      onWarning: (warning) => {
        file.add(warning);
      },
    });
    await file.close();
    expect(report).toMatchObject({ outcome: "checked", warningCount: 1 });
    expect(await readFile(join(folder, "report.csv"), "utf8")).toContain(
      "observations.csv,,2,value,1.5,UNLIKELY,is a rate above 1,",
    );
    await rm(folder, { recursive: true });
  });

  it("supersedes what a whole package no longer has, and says how many", async () => {
    const [kept, gone] = [observation({ value: 1 }), observation({ value: 2, period_start: "2023" })];
    await load([kept, gone]);
    const report = await load([kept]);
    expect("tables" in report && report.tables.find(({ table }) => table === "observations")).toMatchObject({
      unchanged: 1,
      removed: 1,
    });
    const { observations } = await graph.data("{ observations { nodes { value } } }");
    expect(observations.nodes).toEqual([{ value: 1 }]);
  });

  it("leaves alone what a package lacks that says it is not whole, or of which rows are left out", async () => {
    const [kept, other] = [observation({ value: 1 }), observation({ value: 2, period_start: "2023" })];
    await load([kept, other]);
    const partial = await load([kept], {}, (descriptor) => (descriptor["cakupan:whole"] = false));
    const faulty = await load([kept, rate({ value: 9 })], { skipInvalid: true });
    for (const report of [partial, faulty])
      expect("tables" in report && report.tables.map(({ removed }) => removed)).toEqual(
        expect.not.arrayContaining([1]),
      );
    expect((await graph.data("{ observations { totalCount } }")).observations.totalCount).toBe(2);
  });
});

function potential(more: Row): Row {
  return observation({ indicator: "POTENTIAL_WORKERS", ...more });
}

describe("What is unlikely", () => {
  const SIDES = { EXACT: [0, 0], AT_LEAST: [0, 1], AT_MOST: [1, 0], APPROXIMATE: [0, 0] } as const;
  const rows = fc.array(
    fc.record({
      region_code: fc.constantFrom("15", "33"),
      indicator: fc.constantFrom("PROTECTED_WORKERS", "POTENTIAL_WORKERS", "COVERAGE_RATE", "OTHER"),
      period_start: fc.constantFrom("2022", "2023", "2024", "2024-05"),
      qualifier: fc.constantFrom(...(Object.keys(SIDES) as (keyof typeof SIDES)[])),
      value: fc.constantFrom("", "0", "0.5", "1", "2", "9", "10", "90", "100"),
      note: fc.constantFrom("", "x"),
    }),
    { maxLength: 12 },
  );
  const context = new LoadContext("test");
  const traits = { unit: "PERSONS", kind: "STOCK", denominatorCode: null, numeratorCode: null } as const;
  for (const code of ["PROTECTED_WORKERS", "POTENTIAL_WORKERS", "OTHER"])
    context.of(INDICATORS).set(code, traits);
  context.of(INDICATORS).set("COVERAGE_RATE", {
    unit: "FRACTION",
    kind: "RATE",
    denominatorCode: "POTENTIAL_WORKERS",
    numeratorCode: "PROTECTED_WORKERS",
  });

  it("is what the definition says, row by row and pair by pair", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const cells = given.map((row) => ({ ...row, period_end: row.period_start }));
        const doubts = new ObservationDoubts(context);
        const found = cells.flatMap((row, index) => doubts.add(row, index + 1) ?? []);
        found.push(...doubts.find());
        const lines = (reason: RegExp): number[] =>
          found.flatMap((doubt) => (reason.test(doubt.reason) ? doubt.line : [])).sort((a, b) => a - b);
        const numbers = cells.flatMap((row, index) =>
          row.value === "" ? [] : [{ ...row, line: index + 1, number: Number(row.value) }],
        );
        const isExact = ({ qualifier }: { qualifier: keyof typeof SIDES }): boolean =>
          SIDES[qualifier].join("") === "00";
        expect(lines(/rate/)).toEqual(
          numbers.flatMap(({ indicator, number, qualifier, line }) =>
            indicator === "COVERAGE_RATE" && number > 1 && qualifier !== "AT_MOST" ? line : [],
          ),
        );
        expect(lines(/is above POTENTIAL/)).toEqual(
          numbers.flatMap((above) =>
            above.indicator === "PROTECTED_WORKERS" &&
            above.qualifier !== "AT_MOST" &&
            numbers.some(
              (below) =>
                below.indicator === "POTENTIAL_WORKERS" &&
                below.region_code === above.region_code &&
                below.period_start === above.period_start &&
                below.qualifier !== "AT_LEAST" &&
                below.number < above.number,
            )
              ? above.line
              : [],
          ),
        );
        // A month is of another series than years.
        const leaping = numbers.filter(isExact).filter((one) => {
          const earlier = numbers
            .filter(isExact)
            .filter(
              (other) =>
                other.region_code === one.region_code &&
                other.indicator === one.indicator &&
                other.period_start.length === one.period_start.length &&
                other.period_start < one.period_start,
            )
            .sort((a, b) => (a.period_start < b.period_start ? -1 : Number(a.period_start > b.period_start)));
          const before = earlier.at(-1);
          return before !== undefined && before.number > 0 && one.number >= 10 * before.number;
        });
        expect(lines(/times/)).toEqual(leaping.map(({ line }) => line));
      }),
    );
  });
});
