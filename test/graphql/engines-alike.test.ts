import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { toGlobalId } from "../../src/graph/declare/global-id.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { WORLD, observation } from "../support/rows.js";

// Letters that an engine might take for one another, or fold, trim, cut, normalise, escape or weigh by a collation.
const FAMILIES = [
  ..."aAａÅåÅ iIİıІі sSſßẞ σΣς ωΩΩ θΘϴ kKK ǆǅǄ Ꮧꮧ აᲐႠⴀ 𐐨𐐀 𞤢𞤀 ⱥȺ ⱦȾ ꙁꙀ ⓐⒶ ⅰⅠ ﬁﬀf ẹẸ ẛṡ ҋҊ".split(" "),
  ..."%_! \\'\" `?:* -+,.;| 0123७ \ufffd\uffff\ue000😀👩\u{10ffff} \u200b\u200d\u00ad\ufeff".split(" "),
  ..." \u00a0\u3000~eé\u0301\u0307\u0345".split("~"),
].map((letters) => [...letters]);
const familyOf = (letter: string): string[] => FAMILIES.find((family) => family.includes(letter)) ?? [letter];

const alike = fc
  .uniqueArray(fc.constantFrom(...FAMILIES), { minLength: 1, maxLength: 2 })
  .chain((families) => fc.array(fc.constantFrom(...families.flat()), { minLength: 1, maxLength: 4 }))
  .map((letters) => letters.join(""));
// CSV has its own rules on line breaks, and no file has NUL.
const any = fc
  .string({ unit: "binary", minLength: 1, maxLength: 4 })
  .filter((text) => !/[\0\r\n]/.test(text));

const TEXTS = [
  ...fc.sample(alike, { numRuns: 80, seed: 1 }),
  ...fc.sample(any, { numRuns: 10, seed: 1 }),
  ...["a", "a ", " a", "A", "a".repeat(200), "😀".repeat(200), "\ufffd", `${"é".repeat(199)}x`],
];
const NUMBERS = [
  ...[0, 1, 0.1, 0.1 + 0.2, 0.3, 1 / 3, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, 1e15 + 0.5, 123456789.12345679],
  ...[
    1e308,
    Number.MAX_VALUE,
    Number.MIN_VALUE,
    2 ** -1022,
    2 ** -1074 * 3,
    1e-300,
    4.35,
    1e21,
    1e22,
    9.5e-7,
  ],
  ...fc.sample(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), { numRuns: 40, seed: 2 }),
];

/** A number as files have it, without an exponent. */
function plain(number: number): string {
  const [digits = "", exponent = "0"] = String(number).split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  if (point <= 0) return `0.${"0".repeat(-point)}${all}`;
  return point >= all.length ? all.padEnd(point, "0") : `${all.slice(0, point)}.${all.slice(point)}`;
}

type Row = Record<string, string | number | null>;
const EMPLOYERS: Row[] = TEXTS.map((name, index) => ({
  key: `e-${index}`,
  name,
  sector: index % 3 === 0 ? null : index % 3 === 1 ? "A" : "B",
  workers: index % 4 === 0 ? null : ([0, 1, 7, 2 ** 31 - 1][index % 5 === 0 ? 3 : index % 3] ?? 0),
}));
const OBSERVATIONS: Row[] = [null, ...NUMBERS, null].map((value, index) => ({
  key: index,
  value,
  periodStart: `${1992 + (index % 59)}-0${1 + Math.floor(index / 59)}-01`,
}));

type Operand = string | number | boolean | (string | number)[];

// As Unicode pairs letters: İ is the one letter whose small one JavaScript writes as two characters.
const small = (text: string): string =>
  [...text].map((letter) => (letter === "İ" ? "i" : letter.toLowerCase())).join("");

// Half a character is no part of one.
const isWhole = (text: string): boolean => !/\p{Surrogate}/u.test(text);

const HOLDS: Record<string, (value: any, operand: any) => boolean> = {
  eq: (value, operand) => value === operand,
  ne: (value, operand) => value !== operand,
  in: (value, operand) => operand.includes(value),
  gt: (value, operand) => value > operand,
  gte: (value, operand) => value >= operand,
  lt: (value, operand) => value < operand,
  lte: (value, operand) => value <= operand,
  contains: (value, operand) => isWhole(operand) && small(value).includes(small(operand)),
  startsWith: (value, operand) => isWhole(operand) && small(value).startsWith(small(operand)),
};
const holds = (value: Row[string], operators: Record<string, Operand>): boolean =>
  Object.entries(operators).every(([name, operand]) =>
    name === "isNull" ? (value === null) === operand : value !== null && HOLDS[name]?.(value, operand),
  );
const matches = (row: Row, filter: Record<string, any>): boolean =>
  Object.entries(filter).every(([name, operand]) => {
    if (name === "not") return !matches(row, operand);
    if (name === "or") return operand.some((part: object) => matches(row, part));
    return holds(row[name] ?? null, operand);
  });

// By code point, not by the halves that JavaScript compares; null first.
function compare(one: Row[string], other: Row[string]): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  if (typeof one === "number" || typeof other === "number") return Number(one) - Number(other);
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
const inOrder = (rows: readonly Row[], order: readonly { property: string; direction: string }[]): Row[] =>
  rows.toSorted((one, other) => {
    for (const { property, direction } of order) {
      const sign = compare(one[property] ?? null, other[property] ?? null);
      if (sign !== 0) return direction === "ASC" ? sign : -sign;
    }
    return 0;
  });

const one = (member: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.oneof(...Object.entries(member).map(([name, value]) => fc.record({ [name]: value })));

function filtersOf(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  const condition = one(fields);
  return fc.oneof(
    { weight: 4, arbitrary: condition },
    { weight: 2, arbitrary: condition.map((not) => ({ not })) },
    { weight: 1, arbitrary: fc.record({ or: fc.array(condition, { maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record(fields, { requiredKeys: [] }) },
  );
}

const part = (text: string): fc.Arbitrary<string> => {
  const letters = [...text];
  return fc
    .tuple(fc.nat(letters.length), fc.nat(letters.length))
    .map(([from, until]) => letters.slice(Math.min(from, until), Math.max(from, until)).join(""));
};
const otherwise = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(...[...text].map((letter) => fc.constantFrom(...familyOf(letter))))
    .map((letters) => letters.join(""));
const someText = fc.oneof(
  fc.constantFrom(...TEXTS),
  { weight: 2, arbitrary: fc.constantFrom(...TEXTS).chain(part) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...TEXTS)
      .chain(part)
      .chain(otherwise),
  },
  fc.constantFrom(...TEXTS).map((text) => text.toUpperCase()),
  alike,
  fc.constantFrom("\0", "a\0", "\0a", "\ud83d", "\ude00", "😀\ud83d", "\ufffd"),
);
const textOperators = one({
  eq: someText,
  ne: someText,
  in: fc.array(someText, { maxLength: 3 }),
  contains: someText,
  startsWith: someText,
  isNull: fc.boolean(),
});
const orderedBy = (value: fc.Arbitrary<unknown>, more = {}): fc.Arbitrary<object> =>
  one({ eq: value, gt: value, gte: value, lt: value, lte: value, isNull: fc.boolean(), ...more });
const someNumber = fc.oneof(
  fc.constantFrom(...NUMBERS, -0, -1, -1e308, -Number.MIN_VALUE),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const someInteger = fc.oneof(
  fc.constantFrom(0, 1, 7, 8, -1, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1)),
  fc.maxSafeInteger(),
);
const someDay = fc.oneof(
  fc.constantFrom("0001-01-01", "0099-12-31", "1000-01-01", "1992-01-01", "9999-12-31", "2000-02-29"),
  fc.constantFrom(...OBSERVATIONS.map(({ periodStart }) => periodStart)),
);

const LISTS = {
  employers: {
    type: "Employer",
    rows: EMPLOYERS,
    filter: filtersOf({
      name: textOperators,
      sector: textOperators,
      workers: orderedBy(someInteger, { ne: someInteger, in: fc.array(someInteger, { maxLength: 3 }) }),
    }),
    orders: { NAME: "name", WORKERS: "workers" } as Record<string, string>,
    selection: "id name sector workers",
    standard: [{ property: "name", direction: "ASC" }],
    shown: ({ key, ...row }: Row) => ({ id: toGlobalId("Employer", String(key)), ...row }),
  },
  observations: {
    type: "Observation",
    rows: OBSERVATIONS,
    filter: filtersOf({ value: orderedBy(someNumber), periodStart: orderedBy(someDay) }),
    orders: { VALUE: "value", PERIOD: "periodStart" } as Record<string, string>,
    selection: "value period { start }",
    standard: [{ property: "periodStart", direction: "DESC" }],
    shown: ({ value, periodStart }: Row) => ({ value, period: { start: periodStart } }),
  },
};

const employer = (id: string, name: string, more: object = {}): Record<string, string | number> => ({
  id,
  name,
  kind: "PRIVATE",
  region_code: "15.71",
  source_id: "a",
  ...more,
});

const LETTERS_OF_A_NAME = 90;
// Every letter that has another as its small one; İ is small by itself in another way.
const CAPITALS = Array.from({ length: 0x20000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code))
  .filter((letter) => small(letter) !== letter);
const ALL_CAPITALS = Array.from({ length: Math.ceil(CAPITALS.length / LETTERS_OF_A_NAME) }, (_, index) =>
  CAPITALS.slice(index * LETTERS_OF_A_NAME, (index + 1) * LETTERS_OF_A_NAME).join(""),
);

describeEachEngine("Lists of hostile texts and numbers", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({
      ...WORLD,
      employers: EMPLOYERS.map(({ key, name, sector, workers }) =>
        employer(String(key), String(name), { sector: sector ?? "", workers: workers ?? "" }),
      ),
      observations: OBSERVATIONS.map(({ value, periodStart }) =>
        observation({
          period_start: periodStart ?? "",
          value: value === null ? "" : plain(Number(value)),
          qualifier: value === null ? "UNQUANTIFIED" : "EXACT",
        }),
      ),
    });
  });
  afterAll(() => graph.close());

  it.each(Object.keys(LISTS) as (keyof typeof LISTS)[])(
    "answer filters, orders, counts and pages of %s as a plain reading of them does",
    async (field) => {
      const { type, rows, filter: someFilter, orders, selection, standard, shown } = LISTS[field];
      const document = `query ($filter: ${type}Filter, $orderBy: [${type}Order!], $first: Int, $after: String, $last: Int, $before: String) {
        list: ${field}(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
          totalCount nodes { ${selection} } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
        }
      }`;
      const someOrder = fc.array(
        fc.record({
          field: fc.constantFrom(...Object.keys(orders)),
          direction: fc.constantFrom("ASC", "DESC"),
        }),
        { maxLength: 2 },
      );
      await fc.assert(
        fc.asyncProperty(
          someFilter,
          someOrder,
          fc.integer({ min: 8, max: 60 }),
          async (filter, orderBy, size) => {
            const chosen = orderBy.map(({ field: name, direction }) => ({
              property: orders[name] ?? "",
              direction,
            }));
            // A step that repeats an earlier one decides nothing; the key goes the way of the last one that decides.
            const steps = (chosen.length > 0 ? chosen : standard).filter(
              ({ property }, place) =>
                chosen.findIndex((other) => other.property === property) === place || chosen.length === 0,
            );
            const order = [...steps, { property: "key", direction: steps.at(-1)?.direction ?? "ASC" }];
            const expected = inOrder(
              rows.filter((row) => matches(row, filter)),
              order,
            ).map((row): object => shown(row));
            for (const backward of [false, true]) {
              const found: object[] = [];
              let cursor: string | null = null;
              for (;;) {
                const page: object = backward
                  ? { last: size, before: cursor }
                  : { first: size, after: cursor };
                const { list } = await graph.data(document, { filter, orderBy, ...page });
                expect(list.totalCount).toBe(expected.length);
                if (backward) found.unshift(...list.nodes);
                else found.push(...list.nodes);
                const { startCursor, endCursor, hasNextPage, hasPreviousPage } = list.pageInfo;
                if (!(backward ? hasPreviousPage : hasNextPage)) break;
                cursor = backward ? startCursor : endCursor;
              }
              expect(found).toEqual(expected);
            }
          },
        ),
        { numRuns: 200 },
      );
    },
    120_000,
  );

  it("tell no capital of Unicode from its small letter where case does not count", async () => {
    expect(ALL_CAPITALS.length).toBeGreaterThan(10);
    await graph.mustLoad({
      ...WORLD,
      employers: ALL_CAPITALS.map((name, index) => employer(`c-${index}`, name)),
    });
    for (const name of ALL_CAPITALS) {
      for (const startsWith of [name, small(name)]) {
        const data = await graph.data(
          `query ($startsWith: String!) { employers(filter: { name: { startsWith: $startsWith } }) { nodes { name } } }`,
          { startsWith },
        );
        expect(data.employers.nodes).toEqual([{ name }]);
      }
    }
  });
});
