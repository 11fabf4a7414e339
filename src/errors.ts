import { GraphQLError, type ASTNode } from "graphql";

/** The codes this server puts into `extensions.code`; docs/use/errors.md lists what each asks of the caller. */
export type ErrorCode =
  | "BAD_USER_INPUT"
  | "BAD_REQUEST"
  | "NOT_FOUND"
  | "OPERATION_RESOLUTION_FAILURE"
  | "QUERY_TOO_LARGE"
  | "QUERY_TIMEOUT"
  | "SERVICE_UNAVAILABLE"
  | "TOO_MANY_EXPORTS"
  | "DATA_CHANGED"
  | "CLIENT_CLOSED_REQUEST";

interface UserErrorOptions {
  httpStatus?: number;
  cause?: unknown;
  /** The part, or parts, of the document that it is about. */
  nodes?: ASTNode | readonly ASTNode[] | undefined;
}

/** An error whose message and code are meant for the caller; every other error of our code is masked. */
export class UserError extends GraphQLError {
  constructor(code: ErrorCode, message: string, options: UserErrorOptions = {}) {
    const { httpStatus, cause, nodes = null } = options;
    super(message, {
      nodes,
      extensions: { code, ...(httpStatus === undefined ? {} : { http: { status: httpStatus } }) },
    });
    this.name = "UserError";
    this.cause = cause;
  }
}

/** The caller's input is wrong; the message names what was wrong and what would be right. */
export const badUserInput = (message: string, node?: ASTNode): UserError =>
  new UserError("BAD_USER_INPUT", message, { nodes: node });

/** The HTTP request cannot be read or answered as it is; the message says what would be right. */
export const badRequest = (message: string, httpStatus = 400): UserError =>
  new UserError("BAD_REQUEST", message, { httpStatus });

/** Nothing is served at the address. */
export const notFound = (): UserError =>
  new UserError("NOT_FOUND", "There is no such address. GraphQL is answered on /graphql.", {
    httpStatus: 404,
  });

/** The operation to execute cannot be told. */
export const operationNotFound = (message: string): UserError =>
  new UserError("OPERATION_RESOLUTION_FAILURE", message, { httpStatus: 400 });

/** The operation asks for more than one request may have; the message states the limit. */
export const queryTooLarge = (message: string, httpStatus?: number): UserError =>
  new UserError("QUERY_TOO_LARGE", message, httpStatus === undefined ? {} : { httpStatus });

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

/** An operation has used up its time; the message states how much that is. */
export const operationTimeout = (milliseconds: number): UserError =>
  new UserError(
    "QUERY_TIMEOUT",
    `The operation took longer than the ${milliseconds / 1000} s that this server allows. Ask for less, or filter more.`,
    { httpStatus: 504, cause: new Error(`The operation took longer than ${milliseconds} ms`) },
  );

/** The client has left before the answer; only the log tells it. */
export const clientLeft = (): UserError =>
  new UserError("CLIENT_CLOSED_REQUEST", "The client left before it was answered.", { httpStatus: 499 });

/** The server stops, and has given running requests the time that they may take. */
export const serverStops = (): UserError =>
  new UserError("SERVICE_UNAVAILABLE", "The server stops. Try again shortly.", { httpStatus: 503 });

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

/** All answers that clients have not taken yet are as large as they may be together. */
export const tooMuchToSend = (): UserError =>
  new UserError(
    "SERVICE_UNAVAILABLE",
    "This server holds as much for clients that read slowly as it may. Try again shortly, or ask for less.",
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

const MAX_SHOWN = 60;

/** A text that is cut when it is too long for a message. */
export const shortened = (text: string): string =>
  text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;

/** A value of a request as messages show it; what may nest is only named. */
export function shown(value: unknown): string {
  if (value === undefined) return "left out";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : shortened(JSON.stringify(value));
}
