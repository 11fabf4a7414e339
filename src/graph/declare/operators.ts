import { Float } from "type-graphql";
import { badUserInput } from "../../errors.js";
import { enumerationName } from "./enumeration.js";
import { addField, inputClass } from "./fields.js";
import { foldCase } from "../../database/fold-case.js";
import { capitalsUnknownToEngines } from "./rare-capitals.js";
import { CalendarDate, SafeInt } from "./scalars.js";
import { allOf, anyOf, oneOf, sql, type Sql } from "../../database/statement.js";
import { unstorable } from "./storable-text.js";

/** The most values an `in` may list. */
export const MAX_LISTED = 500;
/** The longest text to look for inside others: SQLite refuses patterns of 50,000 bytes. */
const MAX_PATTERN = 1000;
// Each is one REPLACE around the column; SQLite nests expressions to 1000 levels.
const MAX_RARE_LETTERS = 200;

// The operators of every filter; each takes a column and its operand. A null column satisfies none but `isNull`.
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

// Equals no stored text, as an operand does that none can hold.
const NEVER_STORED = "\0";
const comparable = (operand: string | number): string | number =>
  typeof operand === "string" && unstorable(operand) !== null ? NEVER_STORED : operand;

function likeSql(column: Sql, text: string, pattern: (escaped: string) => string): Sql {
  if (text.length > MAX_PATTERN) {
    throw badUserInput(
      `A text to look for has ${text.length} characters; at most ${MAX_PATTERN} are allowed.`,
    );
  }
  if (unstorable(text) !== null) return sql`1 = 0`;
  const folded = foldCase(text);
  const pairs = capitalsUnknownToEngines(folded);
  if (pairs.length > MAX_RARE_LETTERS) {
    throw badUserInput(
      `A text to look for has ${pairs.length} different letters of rare scripts; at most ${MAX_RARE_LETTERS} are allowed.`,
    );
  }
  // LOWER folds all letters on SQLite, but on the other engines not those whose capitals they do not know.
  const known = pairs.reduce(
    (inner, [capital, small]) => sql`REPLACE(${inner}, ${capital}, ${small})`,
    column,
  );
  const like = sql`LOWER(${known}) LIKE ${pattern(folded.replace(/[!%_]/g, "!$&"))} ESCAPE '!'`;
  const [rare] = pairs;
  if (!rare) return like;
  // Hardly a row has one of these letters: the others are spared the replacing.
  const forms = pairs.filter(([, small]) => small === rare[1]).map(([capital]) => capital);
  const has = anyOf([rare[1], ...forms].map((letter) => sql`${column} LIKE ${`%${letter}%`}`));
  return allOf([has, like]);
}

/** The condition that all operators given on one column hold together. */
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

/** Throws BAD_USER_INPUT for what no value can be compared with: null, a number beyond all others, a list that is too long. */
export function checkOperand(operand: unknown, path: string): void {
  if (operand === null)
    throw badUserInput(`${path} is null, which equals nothing. Leave it out, or use \`isNull: true\`.`);
  if (typeof operand === "number" && !Number.isFinite(operand))
    throw badUserInput(`${path} is beyond the largest number, ${Number.MAX_VALUE}.`);
  if (Array.isArray(operand)) checkList(operand, path);
}

/** Throws BAD_USER_INPUT for a list that is longer than a filter may have. */
export function checkList(list: readonly unknown[], path: string): void {
  if (list.length > MAX_LISTED) {
    throw badUserInput(`${path} lists ${list.length} values; at most ${MAX_LISTED} are allowed.`);
  }
}

const MEANINGS: Record<string, string> = {
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
  isNull: "True for unknown (null) values only, false for known values only.",
};

/** An input class of the given operators over one type of operand. */
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
      description: MEANINGS[operator] ?? "",
    });
  }
  return () => type;
}

const ORDERED = ["gt", "gte", "lt", "lte", "isNull"];
const TOGETHER = "those given hold together.";

export const StringFilter = operatorInput("StringFilter", `Conditions on a text; ${TOGETHER}`, String, [
  "eq",
  "ne",
  "in",
  "contains",
  "startsWith",
  "isNull",
]);
export const IntFilter = operatorInput("IntFilter", `Conditions on a whole number; ${TOGETHER}`, SafeInt, [
  "eq",
  "ne",
  "in",
  ...ORDERED,
]);
export const FloatFilter = operatorInput("FloatFilter", `Conditions on a number; ${TOGETHER}`, Float, [
  "eq",
  ...ORDERED,
]);
export const DateFilter = operatorInput(
  "DateFilter",
  `Conditions on a calendar date; ${TOGETHER}`,
  CalendarDate,
  ["eq", ...ORDERED],
);

const enumFilters = new Map<object, () => object>();

/** The filter `{ eq in not }` of an enumeration, named after it. */
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
