import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { observeStatements } from "../../src/database/statement.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { WORLD, region } from "../support/rows.js";

const NAMES = [
  "100% Murni",
  "100 persen",
  "A_B",
  "AxB",
  "Wow!",
  "Wow?",
  "Café",
  "CAFÉ",
  "Cafe",
  "Trailing",
  "Trailing ",
  "back\\slash",
];

describeEachEngine("Conditions on a text", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    const employers = NAMES.map((name, index) => ({
      id: `e-${index}`,
      name,
      kind: "PRIVATE",
      region_code: "15.71",
      source_id: "a",
      sector: index % 3 === 0 ? "" : "A",
    }));
    await graph.mustLoad({ ...WORLD, employers });
  });
  afterAll(() => graph.close());

  const names = async (filter: object): Promise<string[]> => {
    const data = await graph.data(
      `query ($filter: EmployerFilter) { employers(first: 500, filter: $filter) { totalCount nodes { name } } }`,
      { filter },
    );
    expect(data.employers.totalCount).toBe(data.employers.nodes.length);
    return data.employers.nodes.map(({ name }: any) => name).sort();
  };

  it.each([
    ["a per cent sign", { contains: "0%" }, ["100% Murni"]],
    ["an underline", { contains: "a_b" }, ["A_B"]],
    ["an exclamation mark", { contains: "w!" }, ["Wow!"]],
    ["a backslash", { contains: "k\\s" }, ["back\\slash"]],
    ["a per cent sign at the start", { startsWith: "%" }, []],
    ["a beginning with an underline", { startsWith: "a_" }, ["A_B"]],
  ])("takes %s as written", async (_title, name, expected) => {
    expect(await names({ name })).toEqual(expected);
  });

  it("looks for a part or a beginning without regard to case, beyond ASCII too, but to accents", async () => {
    expect(await names({ name: { contains: "TRAIL" } })).toEqual(["Trailing", "Trailing "]);
    expect(await names({ name: { contains: "AFÉ" } })).toEqual(["CAFÉ", "Café"]);
    expect(await names({ name: { contains: "afé" } })).toEqual(["CAFÉ", "Café"]);
    expect(await names({ name: { startsWith: "caf" } })).toEqual(["CAFÉ", "Cafe", "Café"]);
    expect(await names({ name: { startsWith: "afé" } })).toEqual([]);
    expect(await names({ name: { contains: "" } })).toHaveLength(NAMES.length);
  });

  it("holds texts equal only when case, accents and trailing blanks are", async () => {
    for (const name of NAMES) {
      expect(await names({ name: { eq: name } })).toEqual([name]);
      expect(await names({ name: { in: [name, `${name} `, name.toUpperCase()] } })).toEqual(
        [...new Set([name, `${name} `, name.toUpperCase()])].filter((text) => NAMES.includes(text)).sort(),
      );
      expect(await names({ name: { ne: name } })).toHaveLength(NAMES.length - 1);
    }
  });

  it("matches nothing for an empty list, and all but the unknown for `ne`", async () => {
    expect(await names({ name: { in: [] } })).toEqual([]);
    expect(await names({ not: { name: { in: [] } } })).toHaveLength(NAMES.length);
    expect(await names({ sector: { ne: "B" } })).toHaveLength(8);
    expect(await names({ sector: { isNull: true } })).toHaveLength(4);
    expect(await names({ sector: { isNull: false } })).toHaveLength(8);
    expect(await names({ not: { sector: { eq: "A" } } })).toHaveLength(4);
  });

  it("matches everything for filters that say nothing, and nothing for an `or` of none", async () => {
    for (const filter of [{}, { name: {} }, { and: [] }, { region: {} }, { not: { or: [] } }]) {
      expect(await names(filter)).toHaveLength(NAMES.length);
    }
    for (const filter of [{ or: [] }, { not: {} }, { not: { and: [] } }]) {
      expect(await names(filter)).toEqual([]);
    }
  });

  it.each([
    [{ name: null }, "filter.name is null"],
    [{ name: { eq: null } }, "filter.name.eq is null"],
    [{ name: { in: null } }, "filter.name.in is null"],
    [{ name: { isNull: null } }, "filter.name.isNull is null"],
    [{ kind: { not: null } }, "filter.kind.not is null"],
    [{ and: null }, "filter.and is null"],
    [{ not: null }, "filter.not is null"],
    [{ or: [{ not: { workers: { gt: null } } }] }, "filter.or.not.workers.gt is null"],
    [{ region: null }, "filter.region is null"],
    [{ region: { within: null } }, "filter.region.within is null"],
    [{ awardResults: null }, "filter.awardResults is null"],
    [{ awardResults: { some: null } }, "filter.awardResults.some is null"],
    [{ awardResults: { none: null } }, "filter.awardResults.none is null"],
    [{ awardResults: { every: null } }, "filter.awardResults.every is null"],
  ])("refuses a null where something must be said: %j", async (filter, reason) => {
    const { errors, statements } = await ask(filter);
    expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
    expect(errors[0]?.message).toContain(reason);
    expect(statements).toEqual([]);
  });

  it("refuses a number that is beyond all others, and a day in a year that no calendar has", async () => {
    for (const [filter, reason] of [
      ["enrolmentRate: { gt: 1e999 }", "exceeds the range of a double"],
      ["not: { enrolmentRate: { lte: -1e999 } }", "exceeds the range of a double"],
      [`registeredOn: { gt: "0000-02-29" }`, `"0000-02-29" is not a Date`],
    ] as const) {
      const { errors, statements } = await graph.ask(`{ employers(filter: { ${filter} }) { totalCount } }`);
      expect([errors[0]?.extensions.code, errors[0]?.message]).toEqual([
        "BAD_USER_INPUT",
        expect.stringContaining(reason),
      ]);
      expect(statements).toEqual([]);
    }
  });

  it("finds no text that cannot be stored, however it is asked for", async () => {
    for (const text of ["\0", "Alpha\0", "\ud83d", "a\udc00"]) {
      for (const operators of [{ eq: text }, { in: [text] }, { contains: text }, { startsWith: text }]) {
        expect(await names({ name: operators })).toEqual([]);
        expect(await names({ not: { name: operators } })).toHaveLength(NAMES.length);
      }
      expect(await names({ name: { ne: text } })).toHaveLength(NAMES.length);
      expect(await names({ name: { in: [text, "A_B"] } })).toEqual(["A_B"]);
    }
  });

  // Small letters whose capitals not every engine knows.
  const rareLetters = (count: number): string =>
    ["ꭰ", "𐐨", "ⰰ", "ꚁ", "𞤢", "𐓘", "𐳀"]
      .flatMap((from) =>
        Array.from({ length: 38 }, (_, index) => String.fromCodePoint((from.codePointAt(0) ?? 0) + index)),
      )
      .filter((letter) => letter.toUpperCase() !== letter && letter.toUpperCase().toLowerCase() === letter)
      .slice(0, count)
      .join("");

  const nested = (levels: number, innermost: object): object =>
    levels === 0 ? innermost : { not: nested(levels - 1, innermost) };
  const conditions = (count: number): object => ({
    or: Array.from({ length: count - 1 }, (_, index) => ({ name: { eq: String(index) } })),
  });
  const values = (lists: number): object => ({
    or: Array.from({ length: lists }, () => ({ name: { in: Array.from({ length: 500 }, String) } })),
  });

  const ask = (filter: object): ReturnType<TestGraph["ask"]> =>
    graph.ask(
      `query ($filter: EmployerFilter) { employers(filter: $filter) { totalCount nodes { name } } }`,
      {
        filter,
      },
    );

  it.each([
    ["deeper than 6 levels", nested(7, { name: { eq: "a" } }), "6 levels"],
    [
      "deeper than 6 levels by way of relations",
      nested(5, { region: { awardResults: { some: {} } } }),
      "6 levels",
    ],
    ["of more than 100 conditions", conditions(101), "100 conditions"],
    ["of more than 100 conditions in all", { and: [conditions(50), conditions(50)] }, "100 conditions"],
    [
      "with a list of more than 500 values",
      { name: { in: Array.from({ length: 501 }, String) } },
      "at most 500",
    ],
    ["with an `or` of more than 500 filters", { or: Array.from({ length: 501 }, () => ({})) }, "at most 500"],
    ["with more than 5000 values in all", values(11), "5000 values"],
    ["with a very long text to look for", { name: { contains: "a".repeat(1001) } }, "at most 1000"],
    [
      "with more letters of rare scripts than may be",
      { name: { contains: rareLetters(201) } },
      "at most 200",
    ],
  ])("refuses a filter %s, and says the limit", async (_title, filter, reason) => {
    const { errors, statements } = await ask(filter);
    expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
    expect(errors[0]?.message).toContain(reason);
    expect(statements).toEqual([]);
  });

  it.each([
    ["6 levels deep", nested(6, { name: { eq: "a" } })],
    ["6 levels deep by way of relations", nested(4, { region: { awardResults: { some: {} } } })],
    ["of 100 conditions", conditions(100)],
    ["with a list of 500 values", { name: { in: Array.from({ length: 500 }, String) } }],
    ["with 5000 values in all", values(10)],
    ["with a long text to look for", { name: { startsWith: "é%".repeat(500) } }],
    ["with as many letters of rare scripts as may be", { name: { contains: rareLetters(200) } }],
  ])("allows a filter %s", async (_title, filter) => {
    const { errors } = await ask(filter);
    expect(errors).toEqual([]);
  });
});

// A small world whose every condition is judged a second time, row by row, in JavaScript.

interface Region {
  code: string;
  name: string;
  level: string;
  coverageRate: null;
}
interface Employer {
  id: string;
  name: string;
  kind: string;
  size: string | null;
  sector: string | null;
  region: string;
  workers: number | null;
  enrolledWorkers: number | null;
  enrolmentRate: number | null;
  registeredOn: string | null;
}
interface Award {
  id: string;
  name: string;
  level: string;
  category: string;
  cycleYear: number;
}
interface AwardResult {
  award: string;
  region: string;
  employer: string | null;
  stage: string;
  rank: number | null;
}

const REGIONS: Region[] = [
  ["ID", "Indonesia", "COUNTRY"],
  ["15", "Jambi", "PROVINCE"],
  ["15.01", "Kerinci", "REGENCY"],
  ["15.71", "Jambi", "CITY"],
  ["15.71.01.1001", "Rawasari", "VILLAGE"],
  ["16", "Sumatera Selatan", "PROVINCE"],
  ["16.71", "Palembang", "CITY"],
  ["33", "Jawa Tengah", "PROVINCE"],
  ["33.22", "Semarang", "REGENCY"],
  ["33.74", "Semarang", "CITY"],
].map(([code = "", name = "", level = ""]) => ({ code, name, level, coverageRate: null }));

const EMPLOYERS: Employer[] = (
  [
    ["Alpha", "PRIVATE", "LARGE", "A", "15.71", 100, 50, "2020-01-31"],
    ["alpha dua", "PRIVATE", "LARGE", "C", "15.71", 100, 100, null],
    ["Beta", "GOVERNMENT", null, null, "15", null, null, "2020-02-01"],
    ["Gamma", "STATE_OWNED", "MEDIUM", "A", "33.74", 0, 0, null],
    ["Delta", "REGION_OWNED", null, "U", "33.22", 7, null, "2024-02-29"],
    ["Epsilon", "OTHER", "SMALL", null, "16.71", null, 3, null],
    ["Zeta", "COOPERATIVE", "MICRO", "A", "15.01", 3, 1, "2020-01-31"],
    ["Eta", "PRIVATE", null, "C", "15.71.01.1001", 3, 3, null],
    ["Theta", "PRIVATE", "SMALL", "C", "ID", 2147483647, 1, "1999-12-31"],
  ] as const
).map(([name, kind, size, sector, region, workers, enrolledWorkers, registeredOn]) => ({
  id: name.toLowerCase().replace(" ", "-"),
  name,
  kind,
  size,
  sector,
  region,
  workers,
  enrolledWorkers,
  enrolmentRate: workers && enrolledWorkers !== null ? enrolledWorkers / workers : null,
  registeredOn,
}));

const AWARDS: Award[] = [
  { id: "p-22", name: "Paritrana 2022", level: "NATIONAL", category: "city", cycleYear: 2022 },
  { id: "p-23", name: "Paritrana 2023", level: "NATIONAL", category: "employer", cycleYear: 2023 },
  { id: "j-23", name: "Jambi 2023", level: "PROVINCIAL", category: "city", cycleYear: 2023 },
];

const regionOf = (employer: string): string => EMPLOYERS.find(({ id }) => id === employer)?.region ?? "";
const AWARD_RESULTS: AwardResult[] = (
  [
    ["p-22", "15.71", null, "WINNER", 1],
    ["p-22", "33.74", null, "NOMINEE", null],
    ["p-22", "33.22", null, "NOMINEE", 2],
    ["p-23", "15", null, "CANDIDATE", null],
    ["p-23", "", "alpha", "WINNER", 1],
    ["p-23", "", "gamma", "SHORTLISTED", 3],
    ["p-23", "", "zeta", "CANDIDATE", null],
    ["j-23", "15.71", null, "WINNER", 1],
    ["j-23", "15.01", null, "INTERVIEWED", 2],
    ["j-23", "", "alpha", "NOMINEE", null],
    ["j-23", "", "alpha-dua", "NOMINEE", 2],
  ] as const
).map(([award, region, employer, stage, rank]) => ({
  award,
  region: employer === null ? region : regionOf(employer),
  employer,
  stage,
  rank,
}));

type Scalar = string | number | null;
type Field<Row> =
  | {
      kind: "text" | "choice" | "number" | "decimal" | "day";
      of: (row: Row) => Scalar;
      near?: Scalar[];
      /** What no value may be, though it may be a part of one. */
      parts?: string[];
    }
  | { kind: "within"; of: (row: Row) => string }
  | { kind: "one"; type: keyof World; of: (row: Row) => unknown }
  | { kind: "many"; type: keyof World; of: (row: Row) => unknown[] };

interface World {
  Region: Region;
  Employer: Employer;
  Award: Award;
  AwardResult: AwardResult;
}
const ROWS: { [Type in keyof World]: World[Type][] } = {
  Region: REGIONS,
  Employer: EMPLOYERS,
  Award: AWARDS,
  AwardResult: AWARD_RESULTS,
};
const find = (code: string): Region | undefined => REGIONS.find((region) => region.code === code);

const FIELDS: { [Type in keyof World]: Record<string, Field<World[Type]>> } = {
  Region: {
    code: { kind: "text", of: ({ code }) => code, near: ["15.71.01.1009"], parts: ["1", "15.7"] },
    name: { kind: "text", of: ({ name }) => name, near: ["JAM", "a"] },
    level: { kind: "choice", of: ({ level }) => level },
    within: { kind: "within", of: ({ code }) => code },
    coverageRate: { kind: "decimal", of: ({ coverageRate }) => coverageRate, near: [0.5] },
    awardResults: {
      kind: "many",
      type: "AwardResult",
      of: ({ code }) => AWARD_RESULTS.filter((result) => result.region === code && result.employer === null),
    },
  },
  Employer: {
    name: { kind: "text", of: ({ name }) => name, near: ["ALPHA", "ta", "e", "_", "%"] },
    kind: { kind: "choice", of: ({ kind }) => kind },
    size: { kind: "choice", of: ({ size }) => size },
    sector: { kind: "text", of: ({ sector }) => sector, near: ["B", "a"] },
    region: { kind: "one", type: "Region", of: ({ region }) => find(region) },
    workers: { kind: "number", of: ({ workers }) => workers, near: [4, -1, 9007199254740991] },
    enrolledWorkers: { kind: "number", of: ({ enrolledWorkers }) => enrolledWorkers, near: [2] },
    enrolmentRate: {
      kind: "decimal",
      of: ({ enrolmentRate }) => enrolmentRate,
      near: [0.3333, 0.75, 1e-300],
    },
    registeredOn: { kind: "day", of: ({ registeredOn }) => registeredOn, near: ["2020-06-01"] },
    awardResults: {
      kind: "many",
      type: "AwardResult",
      of: ({ id }) => AWARD_RESULTS.filter((result) => result.employer === id),
    },
  },
  Award: {
    name: { kind: "text", of: ({ name }) => name, near: ["paritrana", "23"] },
    level: { kind: "choice", of: ({ level }) => level },
    category: { kind: "text", of: ({ category }) => category, near: ["City"] },
    cycleYear: { kind: "number", of: ({ cycleYear }) => cycleYear, near: [2020] },
  },
  AwardResult: {
    award: { kind: "one", type: "Award", of: ({ award }) => AWARDS.find(({ id }) => id === award) },
    region: { kind: "one", type: "Region", of: ({ region }) => find(region) },
    stage: { kind: "choice", of: ({ stage }) => stage },
    rank: { kind: "number", of: ({ rank }) => rank, near: [4] },
  },
};

type Filter = Record<string, any>;

function operatorHolds(name: string, value: Scalar, operand: any): boolean {
  if (name === "isNull") return (value === null) === operand;
  if (value === null) return false;
  const text = String(value).toLowerCase();
  switch (name) {
    case "eq":
      return value === operand;
    case "ne":
    case "not":
      return value !== operand;
    case "in":
      return operand.includes(value);
    case "gt":
      return value > operand;
    case "gte":
      return value >= operand;
    case "lt":
      return value < operand;
    case "lte":
      return value <= operand;
    case "contains":
      return text.includes(operand.toLowerCase());
    case "startsWith":
      return text.startsWith(operand.toLowerCase());
    default:
      throw new Error(`No operator ${name}`);
  }
}

function holds(type: keyof World, row: any, filter: Filter): boolean {
  return Object.entries(filter).every(([name, operand]) => {
    if (name === "and") return operand.every((part: Filter) => holds(type, row, part));
    if (name === "or") return operand.some((part: Filter) => holds(type, row, part));
    if (name === "not") return !holds(type, row, operand);
    const field = FIELDS[type][name] as Field<any> | undefined;
    if (!field) throw new Error(`No field ${name}`);
    if (field.kind === "within") {
      const code = field.of(row);
      return operand === "ID" || code === operand || code.startsWith(`${operand as string}.`);
    }
    if (field.kind === "one") return holds(field.type, field.of(row), operand);
    if (field.kind === "many") {
      const { some, none, every } = operand;
      const matching = (part: Filter): number =>
        field.of(row).filter((each) => holds(field.type, each, part)).length;
      return (
        (!some || matching(some) > 0) &&
        (!none || matching(none) === 0) &&
        (!every || matching(every) === field.of(row).length)
      );
    }
    return Object.entries(operand).every(([operator, value]) =>
      operatorHolds(operator, field.of(row), value),
    );
  });
}

const OPERATORS = {
  text: ["eq", "ne", "contains", "startsWith"],
  choice: ["eq", "not"],
  number: ["eq", "ne", "gt", "gte", "lt", "lte"],
  decimal: ["eq", "gt", "gte", "lt", "lte"],
  day: ["eq", "gt", "gte", "lt", "lte"],
};

const partly = (members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Filter> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(...Object.keys(members))
        .chain((name) => fc.record({ [name]: members[name] ?? fc.constant({}) })),
    },
    { weight: 1, arbitrary: fc.record(members, { requiredKeys: [] }) },
  );

function operand(type: keyof World, field: Field<any>, levels: number): fc.Arbitrary<unknown> {
  if (field.kind === "within")
    return fc.constantFrom("ID", "15", "15.71", "33", "33.22", "16", "33.22.01.2001");
  if (field.kind === "one") return anyFilter(field.type, levels - 1);
  if (field.kind === "many") {
    const inner = anyFilter(field.type, levels - 1);
    return partly({ some: inner, none: inner, every: inner });
  }
  const known = (ROWS[type] as any[]).map((row) => field.of(row)).filter((value) => value !== null);
  const value = fc.constantFrom(...new Set([...known, ...(field.near ?? [])]));
  const operators: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(
    OPERATORS[field.kind].map((name) => [name, value]),
  );
  const part = fc.constantFrom(...new Set([...known, ...(field.near ?? []), ...(field.parts ?? [])]));
  for (const name of ["contains", "startsWith"]) if (name in operators) operators[name] = part;
  if (field.kind !== "choice") operators.isNull = fc.boolean();
  if (field.kind !== "decimal" && field.kind !== "day") operators.in = fc.array(value, { maxLength: 3 });
  return partly(operators);
}

function anyFilter(type: keyof World, levels: number): fc.Arbitrary<Filter> {
  const fields = Object.entries(FIELDS[type] as Record<string, Field<any>>).filter(
    ([, { kind }]) => levels > 0 || (kind !== "one" && kind !== "many"),
  );
  const members = Object.fromEntries(fields.map(([name, field]) => [name, operand(type, field, levels)]));
  const plain = fields.length === 0 ? fc.constant({}) : partly(members);
  if (levels === 0) return plain;
  const inner = anyFilter(type, levels - 1);
  const list = fc.array(inner, { maxLength: 3 });
  return fc.oneof(
    { weight: 3, arbitrary: plain },
    { weight: 2, arbitrary: partly({ and: list, or: list, not: inner }) },
  );
}

describeEachEngine("Filters", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    const kinds: Record<string, string> = {
      COUNTRY: "Republik",
      PROVINCE: "Provinsi",
      REGENCY: "Kabupaten",
      CITY: "Kota",
    };
    await graph.mustLoad({
      ...WORLD,
      regions: REGIONS.map(({ code, name, level }) => region(code, name, kinds[level] ?? "Kelurahan")),
      employers: EMPLOYERS.map((employer) => ({
        id: employer.id,
        name: employer.name,
        kind: employer.kind,
        size: employer.size ?? "",
        sector: employer.sector ?? "",
        region_code: employer.region,
        workers: employer.workers ?? "",
        enrolled_workers: employer.enrolledWorkers ?? "",
        source_id: "a",
      })),
      awards: AWARDS.map(({ id, name, level, category, cycleYear }) => ({
        id,
        name,
        organiser: "An office",
        level,
        category,
        cycle_year: cycleYear,
        source_id: "a",
      })),
      award_results: AWARD_RESULTS.map(({ award, region, employer, stage, rank }) => ({
        award_id: award,
        recipient_type: employer === null ? "REGION" : "EMPLOYER",
        recipient_id: employer ?? region,
        stage,
        rank: rank ?? "",
        source_id: "a",
      })),
      worker_cohorts: [
        ...["alpha", "delta"].map((employer) => [employer, regionOf(employer)]),
        ["", "16"],
      ].map(([employer = "", region = ""]) => ({
        region_code: region,
        category_code: "FISHER",
        status: "ENROLLED",
        employer_id: employer,
        source_id: "a",
      })),
    });
    // Of what leads from a large table to small ones, it is asked first: the server takes the employers for many by this.
    await graph.dataSource.query("UPDATE datasets SET row_counts = ?", [
      JSON.stringify([{ table: "employers", rows: 50_000 }]),
    ]);
    // No data package of today states when an employer registered.
    for (const { id, registeredOn } of EMPLOYERS) {
      await graph.dataSource.query("UPDATE employers SET registered_on = ? WHERE slug = ?", [
        registeredOn,
        id,
      ]);
    }
  });
  afterAll(() => graph.close());

  const employers = async (filter: object): Promise<string[]> => {
    const data = await graph.data(
      `query ($filter: EmployerFilter) { employers(first: 500, filter: $filter) { totalCount nodes { name } } }`,
      { filter },
    );
    expect(data.employers.totalCount).toBe(data.employers.nodes.length);
    return data.employers.nodes.map(({ name }: any) => name).sort();
  };
  const codes = async (filter: object): Promise<string[]> => {
    const data = await graph.data(
      `query ($filter: RegionFilter) { regions(filter: $filter) { nodes { code } } villages(filter: $filter) { nodes { code } } }`,
      { filter },
    );
    return [...data.regions.nodes, ...data.villages.nodes].map(({ code }: any) => code);
  };

  it.each([
    [{ workers: { eq: 100 } }, ["Alpha", "alpha dua"]],
    [{ workers: { ne: 100 } }, ["Delta", "Eta", "Gamma", "Theta", "Zeta"]],
    [{ workers: { in: [0, 7] } }, ["Delta", "Gamma"]],
    [{ workers: { gt: 7 } }, ["Alpha", "Theta", "alpha dua"]],
    [{ workers: { gte: 7, lt: 100 } }, ["Delta"]],
    [{ workers: { lte: 3 } }, ["Eta", "Gamma", "Zeta"]],
    [{ workers: { isNull: true } }, ["Beta", "Epsilon"]],
    [{ workers: { isNull: true, gt: 1 } }, []],
    [{ workers: { lt: 9007199254740991 } }, ["Alpha", "Delta", "Eta", "Gamma", "Theta", "Zeta", "alpha dua"]],
    [{ enrolmentRate: { eq: 1 / 3 } }, ["Zeta"]],
    [{ enrolmentRate: { gte: 0.5, lt: 1 } }, ["Alpha"]],
    [{ registeredOn: { eq: "2020-01-31" } }, ["Alpha", "Zeta"]],
    [{ registeredOn: { gt: "2020-01-31" } }, ["Beta", "Delta"]],
    [{ registeredOn: { lte: "2020-01-31" } }, ["Alpha", "Theta", "Zeta"]],
    [{ registeredOn: { gte: "2020-02-01", lt: "2024-02-29" } }, ["Beta"]],
    [{ size: { eq: "LARGE" } }, ["Alpha", "alpha dua"]],
    [{ size: { not: "LARGE" } }, ["Epsilon", "Gamma", "Theta", "Zeta"]],
    [{ size: { in: ["MICRO", "MEDIUM"] } }, ["Gamma", "Zeta"]],
    [{ size: { in: ["MICRO", "MEDIUM"], not: "MICRO" } }, ["Gamma"]],
  ])("hold together what is said of one column: %j", async (filter, expected) => {
    expect(await employers(filter)).toEqual(expected);
  });

  it("take what is unknown for not holding, so that a filter and its opposite divide all rows", async () => {
    const large = await employers({ workers: { gt: 5 } });
    const others = await employers({ not: { workers: { gt: 5 } } });
    expect(others).toContain("Beta");
    expect([...large, ...others].sort()).toEqual(EMPLOYERS.map(({ name }) => name).sort());
    expect(await employers({ not: { not: { workers: { gt: 5 } } } })).toEqual(large);
    expect(await employers({ not: { and: [{ workers: { gt: 5 } }, { sector: { eq: "A" } }] } })).toEqual([
      "Beta",
      "Delta",
      "Epsilon",
      "Eta",
      "Gamma",
      "Theta",
      "Zeta",
      "alpha dua",
    ]);
  });

  it("ask whether some, none or every related row matches; every also when there is none", async () => {
    const winner = { stage: { eq: "WINNER" } };
    const unranked = { rank: { isNull: true } };
    expect(await employers({ awardResults: { some: winner } })).toEqual(["Alpha"]);
    expect(await employers({ awardResults: { some: {} } })).toEqual(["Alpha", "Gamma", "Zeta", "alpha dua"]);
    expect(await employers({ awardResults: { some: {}, none: winner } })).toEqual([
      "Gamma",
      "Zeta",
      "alpha dua",
    ]);
    expect(await employers({ awardResults: { some: {}, every: unranked } })).toEqual(["Zeta"]);
    expect(await employers({ awardResults: { every: unranked } })).toEqual([
      "Beta",
      "Delta",
      "Epsilon",
      "Eta",
      "Theta",
      "Zeta",
    ]);
    // An unknown rank is not above 2: the row does not match.
    expect(await employers({ awardResults: { some: {}, every: { rank: { lte: 2 } } } })).toEqual([
      "alpha dua",
    ]);
  });

  it("ask for one related row that matches everything, not for several that match a part each", async () => {
    const both = { rank: { eq: 1 }, stage: { eq: "NOMINEE" } };
    expect(await employers({ awardResults: { some: both } })).toEqual([]);
    const each = [
      { awardResults: { some: { rank: { eq: 1 } } } },
      { awardResults: { some: { stage: { eq: "NOMINEE" } } } },
    ];
    expect(await employers({ and: each })).toEqual(["Alpha"]);
  });

  it("tell a region's own awards from those of employers in it", async () => {
    expect(await codes({ awardResults: { some: { stage: { eq: "SHORTLISTED" } } } })).toEqual([]);
    expect(await codes({ awardResults: { some: { stage: { eq: "WINNER" } } } })).toEqual(["15.71"]);
  });

  it("take a region with all below it, and no neighbour whose code begins alike", async () => {
    expect(await codes({ within: "15" })).toEqual(["15", "15.01", "15.71", "15.71.01.1001"]);
    expect(await codes({ within: "15.71" })).toEqual(["15.71", "15.71.01.1001"]);
    expect(await codes({ within: "33.22" })).toEqual(["33.22"]);
    expect(await codes({ within: "ID" })).toHaveLength(REGIONS.length);
    expect(await codes({ not: { within: "ID" } })).toEqual([]);
    expect(await codes({ within: "33.22.01.2001" })).toEqual([]);
    expect(await employers({ region: { within: "15" } })).toEqual([
      "Alpha",
      "Beta",
      "Eta",
      "Zeta",
      "alpha dua",
    ]);
    for (const code of ["1", "15.", "15.7", "", "15%", "99"]) {
      const { errors } = await graph.ask(
        `query ($code: RegionCode) { regions(filter: { within: $code }) { nodes { code } } }`,
        { code },
      );
      expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
    }
  });

  it.each<[object, string[], boolean]>([
    [{ region: { within: "33" } }, ["Delta", "Gamma"], true],
    [{ region: { code: { in: ["15", "33.74"] } } }, ["Beta", "Gamma"], true],
    [{ region: { or: [{ within: "16" }, { not: { code: { ne: "ID" } } }] } }, ["Epsilon", "Theta"], true],
    [
      { not: { region: { within: "15", code: { ne: "15" } } } },
      ["Beta", "Delta", "Epsilon", "Gamma", "Theta"],
      true,
    ],
    [{ region: { code: { isNull: true } } }, [], true],
    [{ region: { within: "33", level: { eq: "CITY" } } }, ["Gamma"], false],
    [{ region: { or: [{ within: "16" }, { level: { eq: "PROVINCE" } }] } }, ["Beta", "Epsilon"], false],
  ])(
    "look at the key in the row itself, and at the row that it leads to only for what else is said: %j",
    async (filter, expected, isOfKey) => {
      const texts: string[] = [];
      const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
      expect(await employers(filter).finally(stop)).toEqual(expected);
      const reads = texts.filter((text) => !text.startsWith("SELECT DISTINCT"));
      expect(reads.some((text) => /FROM [`"]?employers/.test(text))).toBe(true);
      expect(reads.some((text) => /FROM [`"]?regions/.test(text))).toBe(!isOfKey);
    },
  );

  it("begin at the key of a relation when more is said of the row to which it leads", async () => {
    const texts: string[] = [];
    const stop = observeStatements(graph.dataSource, ({ sql }) => texts.push(sql));
    await employers({ region: { within: "33", level: { eq: "CITY" } } }).finally(stop);
    const asked = texts.filter((text) => /FROM [`"]?employers/.test(text));
    expect(asked).not.toEqual([]);
    for (const text of asked) expect(text).toMatch(/\bt\.[`"]?region_code[`"]? >= \?/);
  });

  it("match no row for a relation that leads nowhere, whatever is said of its key", async () => {
    const { data } = await graph.ask(`{
      led: workerCohorts(filter: { employer: {} }) { totalCount }
      others: workerCohorts(filter: { not: { employer: {} } }) { totalCount }
    }`);
    expect(data).toEqual({ led: { totalCount: 2 }, others: { totalCount: 1 } });
  });

  it("narrow the lists of one kind of region, and the lists below a region, in the same way", async () => {
    const data = await graph.data(`{
      cities(filter: { name: { eq: "Semarang" } }) { nodes { code } }
      regencies(filter: { level: { eq: CITY } }) { totalCount nodes { code } }
      region(code: "33") { ... on Province {
        regions(filter: { or: [{ level: { eq: CITY } }, { awardResults: { some: { rank: { eq: 2 } } } }] }) { nodes { code } }
        cities(filter: { not: { name: { eq: "Semarang" } } }) { nodes { code } }
      } }
    }`);
    expect(data).toEqual({
      cities: { nodes: [{ code: "33.74" }] },
      regencies: { totalCount: 0, nodes: [] },
      region: { regions: { nodes: [{ code: "33.22" }, { code: "33.74" }] }, cities: { nodes: [] } },
    });
  });

  it("follow relations there and back without mixing rows up", async () => {
    const filter = {
      region: {
        awardResults: {
          some: { region: { awardResults: { some: { award: { cycleYear: { eq: 2022 } } } } } },
        },
      },
    };
    expect(await employers(filter)).toEqual(["Alpha", "Delta", "Gamma", "alpha dua"]);
  });

  it("tell a table's column from one of the same name in the table it is reached from", async () => {
    const { workerCohorts } = await graph.data(`{
      workerCohorts(filter: { employer: { awardResults: { some: {} } } }) { nodes { employer { name } } }
    }`);
    expect(workerCohorts.nodes).toEqual([{ employer: { name: "Alpha" } }]);
  });

  describe("match just the rows that a plain reading of them matches", () => {
    it.each([
      ["Employer", "employers", "name"],
      [
        "AwardResult",
        "awardResults",
        "award { name } stage rank region { code } recipient { ... on Employer { name } }",
      ],
      ["Region", "regions", "code"],
    ] as const)(
      "of %s rows",
      async (type, field, selection) => {
        const shown = (row: any): unknown => {
          if (type === "Employer") return { name: row.name };
          if (type === "Region") return { code: row.code };
          const { award, stage, rank, region, employer } = row as AwardResult;
          return {
            award: { name: AWARDS.find(({ id }) => id === award)?.name },
            stage,
            rank,
            region: { code: region },
            recipient: employer === null ? {} : { name: EMPLOYERS.find(({ id }) => id === employer)?.name },
          };
        };
        const rows = (ROWS[type] as any[]).filter(({ level }) => level !== "VILLAGE");
        const sorted = (list: unknown[]): string[] => list.map((each) => JSON.stringify(each)).sort();
        await fc.assert(
          fc.asyncProperty(anyFilter(type, 3), async (filter) => {
            const { data, errors } = await graph.ask(
              `query ($filter: ${type}Filter) { list: ${field}(first: 500, filter: $filter) { totalCount nodes { ${selection} } } }`,
              { filter },
            );
            // Some random trees have more conditions than a filter may have.
            fc.pre(errors[0]?.message !== "A filter may have at most 100 conditions.");
            expect(errors).toEqual([]);
            const expected = rows.filter((row) => holds(type, row, filter)).map(shown);
            expect(sorted(data.list.nodes)).toEqual(sorted(expected));
            expect(data.list.totalCount).toBe(expected.length);
          }),
          { numRuns: 300 },
        );
      },
      60_000,
    );
  });
});
