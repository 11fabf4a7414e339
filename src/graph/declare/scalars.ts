import { GraphQLScalarType, Kind, print, type ValueNode } from "graphql";
import { badUserInput, shortened, shown } from "../../errors.js";
import { isCalendarDate } from "../../time/day.js";

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
  const notText = (given: string, node?: ValueNode): Error =>
    badUserInput(`${name} must be a string, not ${given}.`, node);
  const read = (text: string, node?: ValueNode): string => {
    const fault = problem(text);
    if (fault !== null) throw badUserInput(`${shown(text)} is not a ${name}: ${fault}.`, node);
    return text;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL: specifiedByURL ?? null,
    serialize: options.serialize ?? String,
    parseValue: (value) => {
      if (typeof value !== "string") throw notText(shown(value));
      return read(value);
    },
    parseLiteral: (node) => {
      if (node.kind !== Kind.STRING) throw notText(shortened(print(node)), node);
      return read(node.value, node);
    },
  });
}

/** `Date`: a calendar day as `YYYY-MM-DD`, with no time zone. */
export const CalendarDate = textScalar({
  name: "Date",
  description: "ISO 8601 calendar date, `2024-10-10`.",
  problem: (text) =>
    isCalendarDate(text) ? null : "expected a calendar date as YYYY-MM-DD, for example 2024-10-10",
});

const CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d";
// A day, a time of that day, and how far it is from UTC; `-00:00` is left out, since it says that this is unknown.
const INSTANT = new RegExp(
  `^(\\d{4}-\\d{2}-\\d{2})T${CLOCK}(?::[0-5]\\d(?:\\.\\d{1,9})?)?(?:Z|(?!-00:00)[+-]${CLOCK})$`,
);

function isInstant(text: string): boolean {
  const day = INSTANT.exec(text)?.[1];
  return day !== undefined && isCalendarDate(day);
}

/** `DateTime`: an instant; stored as UTC text `YYYY-MM-DD HH:MM:SS.mmm`, answered as ISO 8601. */
export const Instant = textScalar({
  name: "DateTime",
  description: "ISO 8601 instant in UTC, `2026-11-20T08:30:00.000Z`.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time",
  problem: (text) =>
    isInstant(text) ? null : "expected an instant with its zone, for example 2026-11-20T08:30:00Z",
  serialize: (stored) => `${String(stored).replace(" ", "T")}Z`,
});

/** An instant as the database stores it, `YYYY-MM-DD HH:MM:SS.mmm` in UTC: text that sorts by time. */
export const storedInstant = (instant: Date): string =>
  instant.toISOString().replace("T", " ").replace("Z", "");

const notSafe = (given: string, node?: ValueNode): Error =>
  badUserInput(`SafeInt must be a whole number between -(2^53 - 1) and 2^53 - 1, not ${given}.`, node);

/** `SafeInt`: a whole number that JSON and JavaScript carry without loss. */
export const SafeInt = new GraphQLScalarType<number, number>({
  name: "SafeInt",
  description: "Whole number up to 2^53 - 1: rupiah amounts outgrow Int.",
  serialize: (stored) => {
    const value = Number(stored);
    if (!Number.isSafeInteger(value)) throw new TypeError(`${String(stored)} is no SafeInt`);
    return value;
  },
  parseValue: (value) => {
    if (typeof value !== "number" || !Number.isSafeInteger(value)) throw notSafe(shown(value));
    return value;
  },
  parseLiteral: (node) => {
    const value = node.kind === Kind.INT ? Number(node.value) : NaN;
    if (!Number.isSafeInteger(value)) throw notSafe(shortened(print(node)), node);
    return value;
  },
});
