import { GraphQLScalarType, Kind } from "graphql";
import { badUserInput } from "../errors.js";
import { isCalendarDate } from "../time/day.js";

/**
 * A scalar that travels as a string.
 * `problem` answers with what would be right when the text is unacceptable, else with null.
 */
export function textScalar(options: {
  name: string;
  description: string;
  specifiedByURL?: string;
  problem: (text: string) => string | null;
  serialize?: (value: unknown) => string;
}): GraphQLScalarType<string, string> {
  const { name, description, specifiedByURL, problem } = options;
  const read = (value: unknown): string => {
    if (typeof value !== "string")
      throw badUserInput(`${name} must be a string, not ${JSON.stringify(value)}.`);
    const fault = problem(value);
    if (fault !== null) throw badUserInput(`"${value}" is not a ${name}: ${fault}.`);
    return value;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL: specifiedByURL ?? null,
    serialize: options.serialize ?? String,
    parseValue: read,
    parseLiteral: (node) =>
      read(node.kind === Kind.STRING ? node.value : "value" in node ? { literal: node.value } : null),
  });
}

/** `Date`: a calendar day as `YYYY-MM-DD`, with no time zone. */
export const CalendarDate = textScalar({
  name: "Date",
  description: "ISO 8601 calendar date, `2024-10-10`.",
  problem: (text) =>
    isCalendarDate(text) ? null : "expected a calendar date as YYYY-MM-DD, for example 2024-10-10",
});

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** `DateTime`: an instant; stored as UTC text `YYYY-MM-DD HH:MM:SS.mmm`, answered as ISO 8601. */
export const Instant = textScalar({
  name: "DateTime",
  description: "ISO 8601 instant in UTC, `2026-11-20T08:30:00.000Z`.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time",
  problem: (text) =>
    INSTANT.test(text) && !Number.isNaN(Date.parse(text))
      ? null
      : "expected an instant with its zone, for example 2026-11-20T08:30:00Z",
  serialize: (stored) => `${String(stored).replace(" ", "T")}Z`,
});

/** An instant as the database stores it, `YYYY-MM-DD HH:MM:SS.mmm` in UTC: text that sorts by time. */
export const storedInstant = (instant: Date): string =>
  instant.toISOString().replace("T", " ").replace("Z", "");

const readSafeInt = (value: unknown): number => {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw badUserInput(
      `SafeInt must be a whole number between -(2^53 - 1) and 2^53 - 1, not ${JSON.stringify(value)}.`,
    );
  }
  return value;
};

/** `SafeInt`: a whole number that JSON and JavaScript carry without loss. */
export const SafeInt = new GraphQLScalarType<number, number>({
  name: "SafeInt",
  description: "Whole number up to 2^53 - 1: rupiah amounts outgrow Int.",
  serialize: (value) => readSafeInt(typeof value === "string" ? Number(value) : value),
  parseValue: readSafeInt,
  parseLiteral: (node) =>
    readSafeInt(node.kind === Kind.INT ? Number(node.value) : "value" in node ? node.value : null),
});
