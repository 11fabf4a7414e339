import type { Fact } from "../fact.js";
import type { Origin } from "../../figures/monthly-run.rules.js";

/** What is known of a condition that figures of runs do not tell themselves; null where nothing is. */
export type ToldConditions = (name: string, operand: unknown) => FactTest | null;

/** What a figure of a run tells of itself, by the names of the filter's fields. */
export type Told = Pick<
  Fact,
  | "regionCode"
  | "indicatorCode"
  | "categoryCode"
  | "valueStatus"
  | "denominatorCode"
  | "denominatorStated"
  | "countedBy"
  | "periodStart"
  | "periodEnd"
  | "value"
  | "qualifier"
  | "funding"
> & { origin: Origin };

/** Whether a figure is let in; null where what is known of it does not tell, as what many figures have in common. */
export type FactTest = (fact: Partial<Told>) => boolean | null;
type Value = string | number | boolean | null | undefined;

const VALUES: Record<string, (fact: Partial<Told>) => Value> = {
  indicator: ({ indicatorCode }) => indicatorCode,
  category: ({ categoryCode }) => categoryCode,
  valueStatus: ({ valueStatus }) => valueStatus,
  denominator: ({ denominatorCode }) => denominatorCode,
  countedBy: ({ countedBy }) => countedBy,
  periodStart: ({ periodStart }) => periodStart,
  periodEnd: ({ periodEnd }) => periodEnd,
  value: ({ value }) => value,
  qualifier: ({ qualifier }) => qualifier,
  funding: ({ funding }) => funding,
};
const VALUES_OF_SOURCES: Record<string, (fact: Partial<Told>) => Value> = {
  type: ({ origin }) => origin?.[0],
  publisher: ({ origin }) => origin?.[1],
};

// As in SQL, where no operator but isNull holds of a null.
const COMPARE: Record<string, (value: string | number, operand: string | number) => boolean> = {
  eq: (value, operand) => value === operand,
  ne: (value, operand) => value !== operand,
  not: (value, operand) => value !== operand,
  gt: (value, operand) => value > operand,
  gte: (value, operand) => value >= operand,
  lt: (value, operand) => value < operand,
  lte: (value, operand) => value <= operand,
};

/** Whether a filter lets in a figure of a run; null where it says what neither figures of runs nor `told` tell. */
export function factTestOf(filter: object, told: ToldConditions, values = VALUES): FactTest | null {
  const tests: FactTest[] = [];
  for (const [name, operand] of Object.entries(filter) as [string, unknown][]) {
    if (operand === undefined) continue;
    const test = operand === null ? null : testOf(name, operand, told, values);
    if (!test) return null;
    tests.push(test);
  }
  return all(tests);
}

const all = (tests: readonly FactTest[]): FactTest => joined(tests, false);

// What all tests tell, or any: one of them that is `decisive` decides, and else one that does not tell.
const joined =
  (tests: readonly FactTest[], decisive: boolean): FactTest =>
  (fact) => {
    let told: boolean | null = !decisive;
    for (const test of tests) {
      const holds = test(fact);
      if (holds === decisive) return decisive;
      told = holds === null ? null : told;
    }
    return told;
  };

function testOf(
  name: string,
  operand: object | boolean,
  told: ToldConditions,
  values: typeof VALUES,
): FactTest | null {
  if (values === VALUES) {
    const known = told(name, operand);
    if (known) return known;
  }
  if (name === "denominatorStated" && values === VALUES)
    return ({ denominatorStated }) =>
      denominatorStated === undefined ? null : denominatorStated === operand;
  if (typeof operand !== "object") return null;
  if (name === "and" || name === "or") {
    const parts = (operand as object[]).map((part) => factTestOf(part, told, values));
    const known = parts.filter((part) => part !== null);
    if (known.length < parts.length) return null;
    return joined(known, name === "or");
  }
  if (name === "not") {
    const test = factTestOf(operand, told, values);
    return test && ((fact) => opposite(test(fact)));
  }
  if (name === "source" && values === VALUES) return factTestOf(operand, told, VALUES_OF_SOURCES);
  const valueOf = values[name];
  return valueOf ? comparison(valueOf, operand) : null;
}

const opposite = (holds: boolean | null): boolean | null => (holds === null ? null : !holds);

function comparison(valueOf: (fact: Partial<Told>) => Value, operators: object): FactTest | null {
  const tests: FactTest[] = [];
  const known =
    (test: (value: Exclude<Value, undefined>) => boolean): FactTest =>
    (fact) => {
      const value = valueOf(fact);
      return value === undefined ? null : test(value);
    };
  for (const [name, operand] of Object.entries(operators) as [string, unknown][]) {
    if (operand === undefined) continue;
    if (name === "isNull" && typeof operand === "boolean") {
      tests.push(known((value) => (value === null) === operand));
    } else if (name === "in" && Array.isArray(operand)) {
      const listed = new Set<unknown>(operand);
      tests.push(known((value) => value !== null && listed.has(value)));
    } else {
      const compare = COMPARE[name];
      if (!compare || (typeof operand !== "string" && typeof operand !== "number")) return null;
      tests.push(known((value) => value !== null && compare(value as string | number, operand)));
    }
  }
  return all(tests);
}
