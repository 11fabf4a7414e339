import { pino, type DestinationStream, type Logger } from "pino";
import pretty from "pino-pretty";
import type { Config } from "../config.js";

// Lines are buffered, since writing each by itself would cost more than a small answer; the rest is written at exit.
const toStandardOutput = (): DestinationStream =>
  process.stdout.isTTY
    ? pretty({ colorize: true, translateTime: "SYS:HH:MM:ss", singleLine: true, sync: true })
    : pino.destination({ sync: false, minLength: 4096, periodicFlush: 250 });

/**
 * The server's log, without secrets and with long texts cut. On standard output, which is the default, it is JSON lines,
 * or on a terminal lines for people.
 */
export const createLogger = (
  { logLevel }: Pick<Config, "logLevel">,
  destination: DestinationStream = toStandardOutput(),
): Logger =>
  pino(
    {
      level: logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ["authorization", "cookie", "password", "url", "parameters", '["x-api-key"]'].flatMap(
          (name) => (name.startsWith("[") ? [`*${name}`, `*.*${name}`] : [`*.${name}`, `*.*.${name}`]),
        ),
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

// A driver's error contains the statement with its values, so that only fields without them are logged.
function describeError({ name, message, code, stack = "", cause }: Error & { code?: string }): object {
  const frames = stack.split("\n").filter((line) => line.startsWith("    at "));
  return {
    ...(cut({ name, message, code }) as object),
    stack: frames.slice(0, MAX_FRAMES).join("\n"),
    ...(cause instanceof Error ? { cause: cut({ name: cause.name, message: cause.message }) } : {}),
  };
}

// A caller may put a key where none belongs, such as into a name.
const KEY = /(ckp_[a-z0-9]{12})_[\w-]{43,}/g;
/** Shorter texts hold no key, and are not cut. */
const SHORT = 60;

const shortened = (text: string): string =>
  text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;

// Callers choose how long operation names and aliases are, and messages quote them. Instances of classes are left to
// their serializers.
function cut(value: unknown): unknown {
  if (isShort(value)) return value;
  if (typeof value === "string") return shortened(value.replaceAll(KEY, "$1_[left out]"));
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map(cut);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  // As most lines are.
  if (Object.values(value).every(isShort)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner)]));
}

const isShort = (value: unknown): boolean =>
  typeof value === "string" ? value.length < SHORT : typeof value !== "object" && typeof value !== "function";
