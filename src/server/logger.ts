import { pino, type DestinationStream, type Logger } from "pino";
import type { Config } from "../config.js";

/** The server's log: JSON lines, on standard output unless told otherwise, with secrets left out and long texts cut. */
export const createLogger = (
  { logLevel }: Pick<Config, "logLevel">,
  // A write for every line would cost more than small answers do; what is left is written at the end.
  destination: DestinationStream = pino.destination({ sync: false, minLength: 4096, periodicFlush: 250 }),
): Logger =>
  pino(
    {
      level: logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ["*.authorization", "*.cookie", "*.password", "*.url", "*.parameters"],
        censor: "[left out]",
      },
      serializers: { err: describeError },
      hooks: {
        logMethod(given, method) {
          method.apply(this, given.map(cut) as typeof given);
        },
      },
    },
    destination,
  );

const MAX_TEXT = 500;
const MAX_ITEMS = 50;
const MAX_FRAMES = 20;

// A driver's error carries the statement with its values: only what helps to find the place is logged.
function describeError({ name, message, code, stack = "", cause }: Error & { code?: string }): object {
  const frames = stack.split("\n").filter((line) => line.startsWith("    at "));
  return {
    ...(cut({ name, message, code }) as object),
    stack: frames.slice(0, MAX_FRAMES).join("\n"),
    ...(cause instanceof Error ? { cause: cut({ name: cause.name, message: cause.message }) } : {}),
  };
}

// Names of operations, aliases, and messages that quote them are as long as a caller likes. What has a class of its own
// is left to its serializer.
function cut(value: unknown): unknown {
  if (typeof value === "string")
    return value.length <= MAX_TEXT ? value : `${value.slice(0, MAX_TEXT)}… (${value.length} characters)`;
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map(cut);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner)]));
}
