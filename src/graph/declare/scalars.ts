import { GraphQLScalarType, Kind, print, type ValueNode } from "graphql";
import { badUserInput, shortened, shown } from "../../errors.js";
import { isCalendarDate } from "../../time/day.js";
import { isMonth } from "../../time/month.js";

// Values that are texts but for the quotes: numbers and names.
const BARE = /^(?!(?:null|true|false)$)-?[\w.]+$/;

/**
 * A scalar whose values are strings in JSON. `problem` returns null for a valid text, and otherwise what was expected,
 * for the message of a BAD_USER_INPUT error.
 */
export function textScalar(options: {
  name: string;
  description: string;
  specifiedByURL: string;
  problem: (text: string) => string | null;
  serialize?: (value: unknown) => string;
}): GraphQLScalarType<string, string> {
  const { name, description, specifiedByURL, problem } = options;
  const notText = (given: string, node?: ValueNode): Error => {
    const hint = BARE.test(given) ? ` Write it in quotes: "${given}".` : "";
    return badUserInput(`${name} must be a string, not ${given}.${hint}`, node);
  };
  const read = (text: string, node?: ValueNode): string => {
    const fault = problem(text);
    if (fault !== null) throw badUserInput(`${shown(text)} is not a ${name}: ${fault}.`, node);
    return text;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL,
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

/** `Date`: a calendar day as `YYYY-MM-DD`, without a time zone. */
export const CalendarDate = textScalar({
  name: "Date",
  description: "ISO 8601 calendar date, `2024-10-10`.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/local-date",
  problem: (text) =>
    isCalendarDate(text) ? null : "expected a calendar date as YYYY-MM-DD, for example 2024-10-10",
});

/** `Month`: a calendar month as `YYYY-MM`. */
export const Month = textScalar({
  name: "Month",
  description: "ISO 8601 calendar month, `2024-10`.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339#appendix-A",
  problem: (text) => (isMonth(text) ? null : "expected a month as YYYY-MM, for example 2024-10"),
});

const CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d";
// A date, a time and an offset from UTC. RFC 3339 defines `-00:00` as an unknown offset, so it is not accepted.
const INSTANT = new RegExp(
  `^(\\d{4}-\\d{2}-\\d{2})T${CLOCK}(?::[0-5]\\d(?:\\.\\d{1,9})?)?(?:Z|(?!-00:00)[+-]${CLOCK})$`,
);

function isInstant(text: string): boolean {
  const day = INSTANT.exec(text)?.[1];
  return day !== undefined && isCalendarDate(day);
}

/** `DateTime`: an instant, stored as UTC text `YYYY-MM-DD HH:MM:SS.mmm` and serialized as ISO 8601. */
export const Instant = textScalar({
  name: "DateTime",
  description: "ISO 8601 instant in UTC, `2026-11-20T08:30:00.000Z`.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time",
  problem: (text) =>
    isInstant(text) ? null : "expected an instant with its zone, for example 2026-11-20T08:30:00Z",
  serialize: (stored) => `${String(stored).replace(" ", "T")}Z`,
});

/** An instant in the stored format, `YYYY-MM-DD HH:MM:SS.mmm` in UTC, which sorts by time. */
export const storedInstant = (instant: Date): string =>
  instant.toISOString().replace("T", " ").replace("Z", "");

const notSafe = (given: string, node?: ValueNode): Error =>
  badUserInput(`SafeInt must be a whole number between -(2^53 - 1) and 2^53 - 1, not ${given}.`, node);

/** `SafeInt`: a whole number that JavaScript represents exactly. */
export const SafeInt = new GraphQLScalarType<number, number>({
  name: "SafeInt",
  description: "Whole number between -(2^53 - 1) and 2^53 - 1, for amounts that exceed Int, such as rupiah.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc8259#section-6",
  serialize: (stored) => {
    const value = Number(stored);
    if (!Number.isSafeInteger(value)) throw new TypeError(`${String(stored)} is not a SafeInt`);
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
