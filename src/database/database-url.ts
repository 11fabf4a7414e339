/** The parts of a database server's URL; `socketPath` takes precedence over host and port. */
export interface MysqlAddress {
  host: string;
  port: number;
  socketPath: string | undefined;
  username: string;
  password: string;
  database: string;
}

/** Says what is wrong with a database URL; the message never quotes the URL, which contains a password. */
class DatabaseUrlFault extends Error {
  override name = "DatabaseUrlFault";
}

const FORMS = "must be mysql://user:password@host:port/database or sqlite:path";
const ENCODE = "reserved characters must be percent-encoded, such as %40 for @";
const DEFAULT_PORT = 3306;

/** What is wrong with a database URL; null when it is valid. */
export function databaseUrlFault(url: string): string | null {
  try {
    if (url.startsWith("sqlite:")) readSqliteUrl(url);
    else readMysqlUrl(url);
    return null;
  } catch (error) {
    if (error instanceof DatabaseUrlFault) return error.message;
    throw error;
  }
}

/** The file that `sqlite:path` names. Throws a DatabaseUrlFault. */
export function readSqliteUrl(url: string): string {
  const path = url.slice("sqlite:".length);
  if (path === "") throw new DatabaseUrlFault(FORMS);
  // SQLite would create a file with this text as its name.
  if (/^(file:|\/\/(?!\/))|\?/.test(path))
    throw new DatabaseUrlFault("must be a plain path after sqlite:, such as sqlite:var/cakupan.sqlite");
  return path;
}

/** The parts of a `mysql://…` or `mariadb://…` URL. Throws a DatabaseUrlFault. */
export function readMysqlUrl(text: string): MysqlAddress {
  if (!/^(mysql|mariadb):\/\//.test(text)) throw new DatabaseUrlFault(FORMS);
  if (!URL.canParse(text) || text.includes("#")) throw new DatabaseUrlFault(`${FORMS}; ${ENCODE}`);
  const { hostname, port, username, password, pathname, searchParams } = new URL(text);
  const socketPath = onlySocketPath(searchParams);
  if (hostname === "" && socketPath === undefined) throw new DatabaseUrlFault(FORMS);
  const database = decoded(pathname.slice(1));
  if (database === "" || pathname.slice(1).includes("/")) throw new DatabaseUrlFault(FORMS);
  return {
    // The brackets around an IPv6 address are URL syntax.
    host: decoded(hostname).replace(/^\[(.*)\]$/, "$1") || "localhost",
    port: port === "" ? DEFAULT_PORT : Number(port),
    socketPath,
    username: decoded(username),
    password: decoded(password),
    database,
  };
}

function onlySocketPath(parameters: URLSearchParams): string | undefined {
  const unknown = [...new Set(parameters.keys())].filter((name) => name !== "socketPath");
  if (unknown.length > 0)
    throw new DatabaseUrlFault(
      `takes no parameter but socketPath, not ${unknown.join(", ")}: set everything else by environment variables`,
    );
  const [path, ...more] = parameters.getAll("socketPath");
  if (path === "" || more.length > 0) throw new DatabaseUrlFault("must name one socketPath");
  return path;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DatabaseUrlFault(ENCODE);
  }
}
