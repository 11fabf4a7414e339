// @ts-check
import Sqlite from "better-sqlite3";
import { LRUCache } from "lru-cache";
import { foldCase } from "./fold-case.js";

// Plain JavaScript, since SQLite's reader processes run this file uncompiled in development and tests.

/** @import { Database, Statement } from "better-sqlite3" */

// About what SQLite takes to keep a statement: a list of a thousand values takes as much as a text of ten thousand letters.
const BYTES = { statement: 3_000, letter: 14, value: 150 };
const MAX_PREPARED_BYTES = 8_000_000;
const MAX_SEEN_LETTERS = 1_000_000;
// One statement takes no more than a quarter of that from the others.
const MAX_STATEMENT_BYTES = MAX_PREPARED_BYTES / 4;

/** @param {string} text */
const bytesOf = (text) =>
  BYTES.statement + BYTES.letter * text.length + BYTES.value * (text.split("?").length - 1);

/** @type {WeakMap<Database, ReturnType<typeof newCaches>>} */
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

const newCaches = () => ({
  /** Texts that have run once: a statement is kept from the second time on, since what is let go is in memory for long. */
  seen: /** @type {LRUCache<string, true>} */ (
    new LRUCache({
      maxSize: MAX_SEEN_LETTERS,
      sizeCalculation: (_, /** @type {string} */ text) => text.length,
    })
  ),
  prepared: /** @type {LRUCache<string, Statement>} */ (
    new LRUCache({
      maxSize: MAX_PREPARED_BYTES,
      maxEntrySize: MAX_STATEMENT_BYTES,
      sizeCalculation: (_, /** @type {string} */ text) => bytesOf(text),
    })
  ),
});

/**
 * The prepared statement for a text; the most recently used ones are cached.
 * @param {Database} connection
 * @param {string} text
 * @returns {Statement}
 */
export function preparedStatement(connection, text) {
  let cache = caches.get(connection);
  if (!cache) caches.set(connection, (cache = newCaches()));
  const { seen, prepared } = cache;
  const kept = prepared.get(text);
  if (kept) return kept;
  const statement = connection.prepare(text);
  if (seen.has(text)) prepared.set(text, statement);
  else seen.set(text, true);
  return statement;
}
