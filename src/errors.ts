import { GraphQLError } from "graphql";

/** The codes this server puts into `extensions.code`; README lists what each asks of the caller. */
export type ErrorCode =
  | "BAD_USER_INPUT"
  | "QUERY_TOO_LARGE"
  | "QUERY_TIMEOUT"
  | "SERVICE_UNAVAILABLE"
  | "TOO_MANY_EXPORTS"
  | "DATA_CHANGED";

/** An error whose message and code are meant for the caller; every other error is masked. */
export class UserError extends GraphQLError {
  constructor(code: ErrorCode, message: string, options: { httpStatus?: number; cause?: unknown } = {}) {
    const { httpStatus, cause } = options;
    super(message, {
      extensions: { code, ...(httpStatus === undefined ? {} : { http: { status: httpStatus } }) },
    });
    this.name = "UserError";
    this.cause = cause;
  }
}

/** The caller's input is wrong; the message names what was wrong and what would be right. */
export const badUserInput = (message: string): UserError => new UserError("BAD_USER_INPUT", message);

/** The operation asks for more than one request may have; the message states the limit. */
export const queryTooLarge = (message: string): UserError => new UserError("QUERY_TOO_LARGE", message);

/** A statement ran into the configured time limit and was ended by the database. */
export const queryTimeout = (cause: unknown): UserError =>
  new UserError(
    "QUERY_TIMEOUT",
    "The query took longer than this server allows. Ask for less, or filter more.",
    {
      httpStatus: 504,
      cause,
    },
  );

/** The database cannot be reached at the moment. */
export const serviceUnavailable = (cause: unknown): UserError =>
  new UserError("SERVICE_UNAVAILABLE", "The database cannot be reached at the moment. Try again shortly.", {
    httpStatus: 503,
    cause,
  });

/** The server listens, but its database is not ready yet. */
export const starting = (waitingFor: string): UserError =>
  new UserError(
    "SERVICE_UNAVAILABLE",
    `This server is starting, and waits for ${waitingFor}. Try again shortly.`,
    { httpStatus: 503 },
  );

/** As many exports are being sent already as may be at once. */
export const tooManyExports = (most: number): UserError =>
  new UserError(
    "TOO_MANY_EXPORTS",
    `This server sends at most ${most} export${most === 1 ? "" : "s"} at once, and is doing so. Try again shortly.`,
    { httpStatus: 503 },
  );

/** Data was loaded while pages of it were read: together they would be of no one time. */
export const dataChanged = (): UserError =>
  new UserError("DATA_CHANGED", "The data has changed while it was exported. Try again.", {
    httpStatus: 503,
  });
