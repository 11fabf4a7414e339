import type { DataSource } from "typeorm";
import { engineOf } from "./engines.js";

/** Why a connection failed, and whether it may succeed later. */
export interface DatabaseFault {
  message: string;
  mayPass: boolean;
}

interface DriverError extends Error {
  code?: string;
  sqlState?: string;
  errors?: Error[];
}

// No server answers yet: the server, its socket, its host name or the network may still come up.
const ABSENT =
  /^(ECONN|EAI_AGAIN|ENOTFOUND|ENOENT|ENETUNREACH|ENETDOWN|EHOSTUNREACH|EHOSTDOWN|ETIMEDOUT|EPIPE|PROTOCOL_|SQLITE_BUSY)/;
// The server is starting, stopping, or out of connections. Every SQL state of class 08 means the same.
const BUSY = new Set([
  "ER_CON_COUNT_ERROR",
  "ER_TOO_MANY_USER_CONNECTIONS",
  "ER_USER_LIMIT_REACHED",
  "ER_SERVER_OFFLINE_MODE",
  "ER_OUT_OF_RESOURCES",
  "ER_CANT_CREATE_THREAD",
]);
const BROKEN_TLS = /ECONN|EPIPE|socket disconnected/;

/** Explains a connection error to the people who configure the database. */
export function connectionFault(dataSource: DataSource, error: unknown): DatabaseFault {
  const { code = "", sqlState = "", message: words, errors = [] } = error as DriverError;
  // An AggregateError, thrown when a host name has several addresses, has an empty message.
  const message = words || errors.map((one) => one.message).join(", ") || code;
  const isBroken = code === "HANDSHAKE_SSL_ERROR" && BROKEN_TLS.test(message);
  const mayPass = isBroken || ABSENT.test(code) || BUSY.has(code) || sqlState.startsWith("08");
  const advice = engineOf(dataSource).advice(code, dataSource);
  return { message: advice === null ? message : `${advice} (${message})`, mayPass };
}
