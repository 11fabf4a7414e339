import type { DataSource } from "typeorm";
import { engineOf } from "./engines.js";

/** What hinders a connection, and whether waiting may mend it. */
export interface DatabaseFault {
  message: string;
  mayPass: boolean;
}

interface DriverError extends Error {
  code?: string;
  sqlState?: string;
  errors?: Error[];
}

// Nobody answers, or not yet: the server or its socket, the name or the network may still come up.
const ABSENT =
  /^(ECONN|EAI_AGAIN|ENOTFOUND|ENOENT|ENETUNREACH|ENETDOWN|EHOSTUNREACH|EHOSTDOWN|ETIMEDOUT|EPIPE|PROTOCOL_|SQLITE_BUSY)/;
// Whoever answers is starting, stopping, or full; so says every state of class 08, too.
const BUSY = new Set([
  "ER_CON_COUNT_ERROR",
  "ER_TOO_MANY_USER_CONNECTIONS",
  "ER_USER_LIMIT_REACHED",
  "ER_SERVER_OFFLINE_MODE",
  "ER_OUT_OF_RESOURCES",
  "ER_CANT_CREATE_THREAD",
]);
const BROKEN_TLS = /ECONN|EPIPE|socket disconnected/;

/** What an error of connecting means to those who configure the database. */
export function connectionFault(dataSource: DataSource, error: unknown): DatabaseFault {
  const { code = "", sqlState = "", message: words, errors = [] } = error as DriverError;
  // What was tried under several addresses has no words of its own.
  const message = words || errors.map((one) => one.message).join(", ") || code;
  const isBroken = code === "HANDSHAKE_SSL_ERROR" && BROKEN_TLS.test(message);
  const mayPass = isBroken || ABSENT.test(code) || BUSY.has(code) || sqlState.startsWith("08");
  const advice = engineOf(dataSource).advice(code, dataSource);
  return { message: advice === null ? message : `${advice} (${message})`, mayPass };
}
