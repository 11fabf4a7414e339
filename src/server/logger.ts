import { pino, type DestinationStream, type Logger } from "pino";
import type { Config } from "../config.js";

/** The server's log: JSON lines, on standard output unless told otherwise, with secrets left out. */
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
    },
    destination,
  );

// A driver's error carries the statement with its values: only what helps to find the place is logged.
function describeError(error: Error & { code?: string; cause?: unknown }): object {
  return {
    name: error.name,
    message: error.message,
    code: error.code,
    stack: error.stack,
    ...(error.cause instanceof Error
      ? { cause: { name: error.cause.name, message: error.cause.message } }
      : {}),
  };
}
