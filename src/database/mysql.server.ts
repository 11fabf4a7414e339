import type { DataSourceOptions } from "typeorm";

/** TypeORM's connection options for MySQL or MariaDB. */
export type ServerOptions = Extract<DataSourceOptions, { type: "mysql" | "mariadb" }>;

/** What to do about a connection error, by its code; null when there is no advice. */
export function serverAdvice(code: string, options: ServerOptions): string | null {
  const { username, database, host, port, socketPath } = options;
  const server = socketPath ?? `${host?.includes(":") ? `[${host}]` : host}:${port}`;
  if (code.startsWith("ERR_OSSL") || code.startsWith("ERR_TLS"))
    return serverAdvice("HANDSHAKE_SSL_ERROR", options);
  switch (code) {
    case "ECONNREFUSED":
      return `No database server answers on ${server}`;
    case "ENOENT":
      return `The database server's socket ${server} does not exist`;
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `The database server ${server} cannot be reached`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `The host name of the database server ${server} cannot be resolved`;
    case "ER_ACCESS_DENIED_ERROR":
    case "ER_ACCESS_DENIED_NO_PASSWORD_ERROR":
      return `The database server ${server} refuses the user "${username}": check user and password in DATABASE_URL`;
    case "ER_BAD_DB_ERROR":
      return `The database server ${server} has no database "${database}": create it, or correct DATABASE_URL`;
    case "ER_DBACCESS_DENIED_ERROR":
      return `The user "${username}" may not use the database "${database}" on ${server}: grant access, or correct DATABASE_URL`;
    case "ER_HOST_NOT_PRIVILEGED":
    case "ER_HOST_IS_BLOCKED":
      return `The database server ${server} accepts no connections from this machine`;
    case "HANDSHAKE_NO_SSL_SUPPORT":
      return `The database server ${server} offers no TLS, which DATABASE_TLS requires`;
    case "HANDSHAKE_SSL_ERROR":
      return `The TLS connection to the database server ${server} failed: check DATABASE_TLS and DATABASE_TLS_CA`;
    case "ER_SECURE_TRANSPORT_REQUIRED":
      return `The database server ${server} accepts only TLS connections: set DATABASE_TLS`;
    case "AUTH_SWITCH_PLUGIN_ERROR":
    case "ER_NOT_SUPPORTED_AUTH_MODE":
    case "ER_PLUGIN_IS_NOT_LOADED":
      return `The user "${username}" logs in to ${server} by an authentication method that Cakupan does not support`;
    case "EACCES":
    case "EPERM":
    case "ENOTSOCK":
      return `The database server's socket ${server} cannot be used`;
    default:
      return null;
  }
}

// The first versions that have JSON_TABLE and a collation that compares texts byte by byte.
const LEAST = { MySQL: [8, 0, 17], MariaDB: [10, 6, 0] } as const;

/** Why a server with this version string is not supported; null when it is. */
export function versionFault(version: string): string | null {
  const kind = version.includes("MariaDB") ? "MariaDB" : "MySQL";
  const least = LEAST[kind];
  // MariaDB may put a MySQL version before its own.
  const parts = (/^(?:5\.5\.5-)?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  const place = least.findIndex((number, index) => number !== parts[index]);
  if (place === -1 || (parts[place] ?? 0) > (least[place] ?? 0)) return null;
  return `The database server is ${kind} ${version}; Cakupan needs MySQL 8.0.17 or MariaDB 10.6, or later`;
}
