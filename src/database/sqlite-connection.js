// @ts-check
import Sqlite from "better-sqlite3";
import { LRUCache } from "lru-cache";
import { foldCase } from "./fold-case.js";

// JavaScript as it is run: processes that read start from the sources in development and tests, too.

/** @import { Database, Statement } from "better-sqlite3" */

const MAX_PREPARED = 200;

/** @type {WeakMap<Database, LRUCache<string, Statement>>} */
const prepared = new WeakMap();

/**
 * Gives a new connection what every statement relies on.
 * @param {Database} connection
 */
export function prepareConnection(connection) {
  connection.pragma("busy_timeout = 10000");
  // SQLite's own LOWER knows ASCII only.
  connection.function("lower", { deterministic: true }, (text) =>
    typeof text === "string" ? foldCase(text) : text,
  );
}

/**
 * A connection that reads what others have committed, and writes nothing.
 * @param {string} file
 */
export function openToRead(file) {
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
  prepareConnection(connection);
  connection.pragma("query_only = ON");
  return connection;
}

/**
 * The prepared statement of a text; those used last are kept.
 * @param {Database} connection
 * @param {string} text
 * @returns {Statement}
 */
export function preparedStatement(connection, text) {
  let known = prepared.get(connection);
  if (!known) prepared.set(connection, (known = new LRUCache({ max: MAX_PREPARED })));
  let statement = known.get(text);
  if (!statement) known.set(text, (statement = connection.prepare(text)));
  return statement;
}
