// @ts-check
import Sqlite from "better-sqlite3";
import { LRUCache } from "lru-cache";
import { foldCase } from "./fold-case.js";

// Plain JavaScript, since SQLite's reader processes run this file uncompiled in development and tests.

/** @import { Database, Statement } from "better-sqlite3" */

const MAX_PREPARED = 200;

/** @type {WeakMap<Database, LRUCache<string, Statement>>} */
const caches = new WeakMap();

/**
 * Sets up a new connection: its busy timeout, and LOWER for all letters.
 * @param {Database} connection
 */
export function prepareConnection(connection) {
  connection.pragma("busy_timeout = 10000");
  // SQLite's own LOWER changes only ASCII letters.
  connection.function("lower", { deterministic: true }, (text) =>
    typeof text === "string" ? foldCase(text) : text,
  );
}

/**
 * Opens a read-only connection.
 * @param {string} file
 */
export function openToRead(file) {
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
  prepareConnection(connection);
  connection.pragma("query_only = ON");
  return connection;
}

/**
 * The prepared statement for a text; the most recently used ones are cached.
 * @param {Database} connection
 * @param {string} text
 * @returns {Statement}
 */
export function preparedStatement(connection, text) {
  let cache = caches.get(connection);
  if (!cache) caches.set(connection, (cache = new LRUCache({ max: MAX_PREPARED })));
  let statement = cache.get(text);
  if (!statement) cache.set(text, (statement = connection.prepare(text)));
  return statement;
}
