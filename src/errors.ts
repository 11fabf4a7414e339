import { GraphQLError, type ASTNode } from "graphql";

/** The codes this server puts into `extensions.code`; docs/use/errors.md says what to do about each. */
export type ErrorCode =
  | "BAD_USER_INPUT"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "RATE_LIMITED"
  | "DOCUMENT_NOT_TRUSTED"
  | "BAD_REQUEST"
  | "NOT_FOUND"
  | "OPERATION_RESOLUTION_FAILURE"
  | "QUERY_TOO_LARGE"
  | "QUERY_TIMEOUT"
  | "SERVICE_UNAVAILABLE"
  | "TOO_MANY_EXPORTS"
  | "DATA_CHANGED"
  | "CHANGES_NOT_KEPT"
  | "SUBMISSION_TOO_LARGE"
  | "SUBMISSION_FAULTY"
  | "SUBMISSION_DECIDED"
  | "OWN_SUBMISSION"
  | "FOREIGN_REGION"
  | "IDEMPOTENCY_CONFLICT"
  | "TOO_MANY_SUBMISSIONS"
  | "CLIENT_CLOSED_REQUEST";

interface UserErrorOptions {
  httpStatus?: number;
  cause?: unknown;
  /** The nodes of the document that caused the error. */
  nodes?: ASTNode | readonly ASTNode[] | undefined;
}

/** An error whose message and code the caller sees; every other error that our code throws is masked. */
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

/** The request has no key where one is needed, or one that is not accepted; why is told to nobody. */
export const unauthenticated = (): UserError =>
  new UserError(
    "UNAUTHENTICATED",
    "A valid key is needed: send it as `Authorization: Bearer <key>` or as `x-api-key`.",
    { httpStatus: 401 },
  );

const mayNot = (named: string): string =>
  `You may not use ${named}. Leave it out, or ask with a key that may.`;

/** The viewer may not use something that the schema has, so that nothing is answered; which key would, is told to nobody. */
export const forbidden = (named: string, node?: ASTNode): UserError =>
  new UserError("FORBIDDEN", mayNot(named), { httpStatus: 403, nodes: node });

/**
 * A field is left out of an answer, since the viewer may not see it. The status is that of the answer: gateways and clients
 * throw away what comes with another.
 */
export const leftOut = (named: string, node: ASTNode): UserError =>
  new UserError("FORBIDDEN", mayNot(named), { nodes: node });

/** The caller has spent what it may in this window; the message says how long that lasts. */
export const rateLimited = (seconds: number): UserError =>
  new UserError(
    "RATE_LIMITED",
    `You have asked for more than this server allows in a minute. Wait ${seconds} s, ask for smaller pages, or ask with a key.`,
    { httpStatus: 429 },
  );

/** The partner runs only documents that it has registered, and this is none of them. */
export const notTrusted = (): UserError =>
  new UserError(
    "DOCUMENT_NOT_TRUSTED",
    "This key runs only the documents that its partner has registered. Send the id of one of them, or its exact text.",
    { httpStatus: 403 },
  );

/** Nothing is served at the path; the message says what is. */
export const notFound = (message = "This path does not exist. GraphQL is served at /graphql."): UserError =>
  new UserError("NOT_FOUND", message, { httpStatus: 404 });

/** The document does not determine which operation to execute. */
export const operationNotFound = (message: string): UserError =>
  new UserError("OPERATION_RESOLUTION_FAILURE", message, { httpStatus: 400 });

/** The operation exceeds a limit, which the message states. */
export const queryTooLarge = (message: string, httpStatus?: number): UserError =>
  new UserError("QUERY_TOO_LARGE", message, httpStatus === undefined ? {} : { httpStatus });

/** The database ended a statement that exceeded the configured time limit. */
export const queryTimeout = (cause: unknown): UserError =>
  new UserError(
    "QUERY_TIMEOUT",
    "The query took longer than this server allows. Ask for less, or filter more.",
    {
      httpStatus: 504,
      cause,
    },
  );

/** An operation exceeded its time limit, which the message states. */
export const operationTimeout = (milliseconds: number): UserError =>
  new UserError(
    "QUERY_TIMEOUT",
    `The operation took longer than the ${milliseconds / 1000} s that this server allows. Ask for less, or filter more.`,
    { httpStatus: 504, cause: new Error(`The operation took longer than ${milliseconds} ms`) },
  );

/** The client closed the connection before it was answered; only the log shows this error. */
export const clientLeft = (): UserError =>
  new UserError("CLIENT_CLOSED_REQUEST", "The client closed the connection before it was answered.", {
    httpStatus: 499,
  });

/** The server is shutting down, and the time that running requests had left is over. */
export const serverStops = (): UserError =>
  new UserError("SERVICE_UNAVAILABLE", "The server is shutting down. Try again shortly.", {
    httpStatus: 503,
  });

/** The database cannot be reached at the moment. */
export const serviceUnavailable = (cause: unknown): UserError =>
  new UserError("SERVICE_UNAVAILABLE", "The database cannot be reached at the moment. Try again shortly.", {
    httpStatus: 503,
    cause,
  });

/** The server writes nothing, since it reads a replica; another server may. */
export const readOnlyServer = (cause?: unknown): UserError =>
  new UserError(
    "SERVICE_UNAVAILABLE",
    "This server only reads. Send what is to be written to one that writes.",
    {
      httpStatus: 503,
      cause,
    },
  );

/** The server is listening, but its database is not ready yet. */
export const starting = (waitingFor: string): UserError =>
  new UserError(
    "SERVICE_UNAVAILABLE",
    `This server is starting and is waiting for ${waitingFor}. Try again shortly.`,
    { httpStatus: 503 },
  );

/** The answers that clients have not read yet fill the memory reserved for them. */
export const tooMuchToSend = (): UserError =>
  new UserError(
    "SERVICE_UNAVAILABLE",
    "Answers that other clients have not read yet fill this server's memory. Try again shortly, or ask for less.",
    { httpStatus: 503 },
  );

/** The server is already sending as many exports as it may at once. */
export const tooManyExports = (most: number): UserError =>
  new UserError(
    "TOO_MANY_EXPORTS",
    `This server is already sending ${most} export${most === 1 ? "" : "s"}, the most it sends at once. Try again shortly.`,
    { httpStatus: 503 },
  );

/** Data was loaded between two pages of an export, so that its file would mix rows from before and after the load. */
export const dataChanged = (): UserError =>
  new UserError("DATA_CHANGED", "The data changed during the export. Try again.", {
    httpStatus: 503,
  });

/** Not all changes after a load are known, so that following them further would leave some out. */
export const changesNotKept = (after: number, { since, last }: { since: number; last: number }): UserError =>
  new UserError(
    "CHANGES_NOT_KEPT",
    after > last
      ? `There is no load ${after} yet: the last one is ${last}, so that ${after} is of another database. Start again: export everything, then ask for changes after ${last}.`
      : `Changes are kept since load ${since}, and some after load ${after} are not. Start again: export everything, then ask for changes after ${last}.`,
  );

/** A submission has more rows than one may have. */
export const submissionTooLarge = (most: number): UserError =>
  new UserError(
    "SUBMISSION_TOO_LARGE",
    `A submission may have at most ${most.toLocaleString("en-US")} rows. Send the rest as another.`,
  );

/** What is sent again under an idempotency key differs from what was sent under it before. */
export const idempotencyConflict = (key: string): UserError =>
  new UserError(
    "IDEMPOTENCY_CONFLICT",
    `Other rows were sent under the idempotency key ${JSON.stringify(shortened(key))} before. Send these under a new one.`,
  );

/** A partner has as much waiting for review as it may; the message says what. */
export const tooManySubmissions = (waiting: string): UserError =>
  new UserError(
    "TOO_MANY_SUBMISSIONS",
    `${waiting}, which is as much as may wait. Withdraw some, or wait for a review.`,
  );

/** A row belongs to a region that the key does not open. */
export const foreignRegion = (place: number, code: string): UserError =>
  new UserError(
    "FOREIGN_REGION",
    `Row ${place} is of ${code === "" ? "no region" : JSON.stringify(shortened(code))}, which your key does not open. Leave it out, or use a key that does.`,
  );

/** There is no such submission that the viewer may act on. */
export const noSubmission = (id: string): UserError =>
  new UserError("NOT_FOUND", `There is no submission ${JSON.stringify(shortened(id))}.`);

/** Something else was decided about the submission before. */
export const submissionDecided = (state: string): UserError =>
  new UserError("SUBMISSION_DECIDED", `The submission is ${state.toLowerCase()} already, which is final.`);

/** Partners do not review what they have sent in. */
export const ownSubmission = (): UserError =>
  new UserError("OWN_SUBMISSION", "Your own partner has sent this in, so that another must review it.");

/** Rows that would be loaded have faults, by which nothing is. */
export const submissionFaulty = (faulty: number, first: string): UserError =>
  new UserError(
    "SUBMISSION_FAULTY",
    `${faulty} row${faulty === 1 ? " has" : "s have"} faults, so that nothing was loaded. The first: ${first}. Correct or leave out each: \`rows(filter: { faulty: true })\` lists them.`,
  );

const MAX_SHOWN = 60;

/** A text, cut to at most 60 characters so that it fits into a message. */
export const shortened = (text: string): string =>
  text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;

/** A value of a request as messages show it; lists and objects are named instead of printed. */
export function shown(value: unknown): string {
  if (value === undefined) return "left out";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : shortened(JSON.stringify(value));
}
