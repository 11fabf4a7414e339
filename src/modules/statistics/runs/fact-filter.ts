import type { Fact } from "../fact.js";
import type { Origin } from "../../figures/monthly-run.rules.js";

/** What a figure of a run tells of itself, by the names of the filter's fields. */
type Told = Pick<
  Fact,
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

export type FactTest = (fact: Told) => boolean;
type Value = string | number | boolean | null;

const VALUES: Record<string, (fact: Told) => Value> = {
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
const VALUES_OF_SOURCES: Record<string, (fact: Told) => Value> = {
  type: ({ origin: [type] }) => type,
  publisher: ({ origin: [, publisher] }) => publisher,
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

/** Whether a filter lets in a figure of a run; null where it says what figures of runs do not tell. */
export function factTestOf(filter: object, values = VALUES): FactTest | null {
  const tests: FactTest[] = [];
  for (const [name, operand] of Object.entries(filter) as [string, unknown][]) {
    if (operand === undefined) continue;
    const test = operand === null ? null : testOf(name, operand, values);
    if (!test) return null;
    tests.push(test);
  }
  return all(tests);
}

const all =
  (tests: readonly FactTest[]): FactTest =>
  (fact) =>
    tests.every((test) => test(fact));

function testOf(name: string, operand: object | boolean, values: typeof VALUES): FactTest | null {
  if (name === "denominatorStated" && values === VALUES)
    return ({ denominatorStated }) => denominatorStated === operand;
  if (typeof operand !== "object") return null;
  if (name === "and" || name === "or") {
    const parts = (operand as object[]).map((part) => factTestOf(part, values));
    const known = parts.filter((part) => part !== null);
    if (known.length < parts.length) return null;
    return name === "and" ? all(known) : (fact) => known.some((test) => test(fact));
  }
  if (name === "not") {
    const test = factTestOf(operand, values);
    return test && ((fact) => !test(fact));
  }
  if (name === "source" && values === VALUES) return factTestOf(operand, VALUES_OF_SOURCES);
  const valueOf = values[name];
  return valueOf ? comparison(valueOf, operand) : null;
}

function comparison(valueOf: (fact: Told) => Value, operators: object): FactTest | null {
  const tests: FactTest[] = [];
  for (const [name, operand] of Object.entries(operators) as [string, unknown][]) {
    if (operand === undefined) continue;
    if (name === "isNull" && typeof operand === "boolean") {
      tests.push((fact) => (valueOf(fact) === null) === operand);
    } else if (name === "in" && Array.isArray(operand)) {
      const listed = new Set<unknown>(operand);
      tests.push((fact) => valueOf(fact) !== null && listed.has(valueOf(fact)));
    } else {
      const compare = COMPARE[name];
      if (!compare || (typeof operand !== "string" && typeof operand !== "number")) return null;
      tests.push((fact) => {
        const value = valueOf(fact);
        return value !== null && compare(value as string | number, operand);
      });
    }
  }
  return all(tests);
}
