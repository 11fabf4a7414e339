import { Float } from "type-graphql";
import { badUserInput } from "../../errors.js";
import { enumerationName } from "./enumeration.js";
import { addField, inputClass } from "./fields.js";
import { foldCase } from "../../database/fold-case.js";
import { capitalsUnknownToEngines } from "./rare-capitals.js";
import { CalendarDate, Month, SafeInt } from "./scalars.js";
import { allOf, anyOf, NEVER, oneOf, sql, type Sql } from "../../database/statement.js";
import { unstorable } from "./storable-text.js";

/** The most values an `in` may list. */
export const MAX_LISTED = 500;
/** The most characters of a search text; SQLite rejects patterns of 50,000 bytes. */
const MAX_PATTERN = 1000;
// Each letter nests the column in one more REPLACE; SQLite allows 1000 levels of expressions.
const MAX_RARE_LETTERS = 200;

// The SQL of each operator on a column. A null column satisfies only `isNull`.
const OPERATORS: Record<string, (column: Sql, operand: never) => Sql> = {
  eq: (column, operand: string | number) => sql`${column} = ${comparable(operand)}`,
  ne: (column, operand: string | number) => sql`${column} <> ${comparable(operand)}`,
  in: (column, operands: (string | number)[]) => oneOf(column, operands.map(comparable)),
  not: (column, operand: string) => sql`${column} <> ${operand}`,
  gt: (column, operand: string | number) => sql`${column} > ${operand}`,
  gte: (column, operand: string | number) => sql`${column} >= ${operand}`,
  lt: (column, operand: string | number) => sql`${column} < ${operand}`,
  lte: (column, operand: string | number) => sql`${column} <= ${operand}`,
  contains: (column, operand: string) => likeSql(column, operand, (text) => `%${text}%`),
  startsWith: (column, operand: string) => likeSql(column, operand, (text) => `${text}%`),
  isNull: (column, operand: boolean) => (operand ? sql`${column} IS NULL` : sql`${column} IS NOT NULL`),
};

// Replaces operands that cannot be stored. It equals no stored text either, and every driver can bind it.
const NEVER_STORED = "\0";
const comparable = (operand: string | number): string | number =>
  typeof operand === "string" && unstorable(operand) !== null ? NEVER_STORED : operand;

function likeSql(column: Sql, text: string, pattern: (escaped: string) => string): Sql {
  if (text.length > MAX_PATTERN) {
    throw badUserInput(
      `A search text may have at most ${MAX_PATTERN} characters, but this one has ${text.length}.`,
    );
  }
  if (unstorable(text) !== null) return NEVER;
  const folded = foldCase(text);
  const pairs = capitalsUnknownToEngines(folded);
  if (pairs.length > MAX_RARE_LETTERS) {
    throw badUserInput(
      `A search text may have at most ${MAX_RARE_LETTERS} different letters of rare scripts, but this one has ${pairs.length}.`,
    );
  }
  // SQLite folds all letters with LOWER. The other engines leave capitals that they do not know, so those are replaced.
  const replaced = pairs.reduce(
    (inner, [capital, small]) => sql`REPLACE(${inner}, ${capital}, ${small})`,
    column,
  );
  const like = sql`LOWER(${replaced}) LIKE ${pattern(folded.replace(/[!%_]/g, "!$&"))} ESCAPE '!'`;
  const [rare] = pairs;
  if (!rare) return like;
  // Few rows have any of these letters: a plain LIKE excludes all others before the slow REPLACE.
  const forms = pairs.filter(([, small]) => small === rare[1]).map(([capital]) => capital);
  const has = anyOf([rare[1], ...forms].map((letter) => sql`${column} LIKE ${`%${letter}%`}`));
  return allOf([has, like]);
}

/** The SQL condition that all given operators hold for one column. Throws BAD_USER_INPUT for an invalid operand. */
export function operatorsToSql(column: Sql, operators: object, path: string): Sql {
  const given = Object.entries(operators).filter(([, operand]) => operand !== undefined);
  return allOf(
    given.map(([name, operand]) => {
      const operator = OPERATORS[name];
      if (!operator) throw new Error(`No operator ${name}`);
      checkOperand(operand, `${path}.${name}`);
      return operator(column, operand as never);
    }),
  );
}

/** Throws BAD_USER_INPUT for an invalid operand: null, an infinite number or a list that is too long. */
export function checkOperand(operand: unknown, path: string): void {
  if (operand === null)
    throw badUserInput(`${path} is null, but no value equals null. Leave it out, or use \`isNull: true\`.`);
  if (typeof operand === "number" && !Number.isFinite(operand))
    throw badUserInput(`${path} must be between -${Number.MAX_VALUE} and ${Number.MAX_VALUE}.`);
  if (Array.isArray(operand)) checkList(operand, path);
}

/** Throws BAD_USER_INPUT for a list of more than MAX_LISTED items. */
export function checkList(list: readonly unknown[], path: string): void {
  if (list.length > MAX_LISTED) {
    throw badUserInput(`${path} may list at most ${MAX_LISTED} values, but lists ${list.length}.`);
  }
}

// Of each operator that compares values, the one that holds for all other values.
const OPPOSITES: Record<string, string> = {
  eq: "ne",
  ne: "eq",
  not: "eq",
  gt: "lte",
  gte: "lt",
  lt: "gte",
  lte: "gt",
};

/**
 * The SQL condition that not all given operators hold for one column, in ranges of its values, which engines find by an index;
 * null when they do more than compare values.
 */
export function negatedToSql(column: Sql, operators: object, isNullable: boolean): Sql | null {
  const given = Object.entries(operators).filter(([, operand]) => operand !== undefined);
  const negated = given.flatMap(
    ([name, operand]) => OPERATORS[OPPOSITES[name] ?? ""]?.(column, operand as never) ?? [],
  );
  if (given.length === 0 || negated.length < given.length) return null;
  return anyOf(isNullable ? [sql`${column} IS NULL`, ...negated] : negated);
}

const DESCRIPTIONS: Record<string, string> = {
  eq: "Equal to this value.",
  ne: "Known and different from this value.",
  in: `Equal to one of these values, at most ${MAX_LISTED}; an empty list matches nothing.`,
  not: "Known and different from this value.",
  gt: "Greater (for dates: later) than this value.",
  gte: "Greater than (for dates: later than) or equal to this value.",
  lt: "Less (for dates: earlier) than this value.",
  lte: "Less than (for dates: earlier than) or equal to this value.",
  contains: `Contains this text of at most ${MAX_PATTERN} characters, ignoring the case of each letter.`,
  startsWith: `Starts with this text of at most ${MAX_PATTERN} characters, ignoring the case of each letter.`,
  isNull: "True selects only unknown (null) values, false only known ones.",
};

/** Declares an input type with these operators on operands of one type. */
function operatorInput(
  name: string,
  description: string,
  operand: object,
  operators: readonly string[],
): () => object {
  const type = inputClass(name, description);
  for (const operator of operators) {
    const single = operator === "isNull" ? Boolean : operand;
    addField(type, operator, () => (operator === "in" ? [single] : single), {
      description: DESCRIPTIONS[operator] ?? "",
    });
  }
  return () => type;
}

const ORDERED = ["gt", "gte", "lt", "lte", "isNull"];
const TOGETHER = "all given conditions must hold.";

// A gateway merges inputs of one name, and leaves out in silence what one of them has not. So what says nothing of our domain
// begins with our name.

export const StringFilter = operatorInput(
  "CakupanStringFilter",
  `Conditions on a text; ${TOGETHER}`,
  String,
  ["eq", "ne", "in", "contains", "startsWith", "isNull"],
);
export const IntFilter = operatorInput(
  "CakupanIntFilter",
  `Conditions on a whole number; ${TOGETHER}`,
  SafeInt,
  ["eq", "ne", "in", ...ORDERED],
);
export const FloatFilter = operatorInput("CakupanFloatFilter", `Conditions on a number; ${TOGETHER}`, Float, [
  "eq",
  ...ORDERED,
]);
export const DateFilter = operatorInput(
  "CakupanDateFilter",
  `Conditions on a calendar date; ${TOGETHER}`,
  CalendarDate,
  ["eq", ...ORDERED],
);

export const MonthFilter = operatorInput(
  "CakupanMonthFilter",
  `Conditions on a calendar month; ${TOGETHER}`,
  Month,
  ["eq", ...ORDERED],
);

const enumFilters = new Map<object, () => object>();

/** The input type `XFilter` with the operators eq, in and not for the enumeration X. */
export function enumFilter(enumeration: object): () => object {
  const name = enumerationName(enumeration);
  let filter = enumFilters.get(enumeration);
  if (!filter) {
    filter = operatorInput(`${name}Filter`, `Conditions on ${name}; ${TOGETHER}`, enumeration, [
      "eq",
      "in",
      "not",
    ]);
    enumFilters.set(enumeration, filter);
  }
  return filter;
}
