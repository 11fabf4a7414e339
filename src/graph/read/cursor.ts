import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { badUserInput, shown } from "../../errors.js";
import type { OrderTerm } from "../declare/order.js";
import type { Stored } from "../../database/statement.js";
import type { Table } from "../declare/table.js";

// Cached, since computing a digest takes as long as reading several rows, and few orders are in use.
const digests = new LRUCache<string, string>({
  max: 1_000,
  memoMethod: (order) => createHash("sha256").update(order).digest("base64url").slice(0, 6),
});

// A cursor is valid only for the table and order that it was made for, so it contains a digest of both.
const digestOf = (entity: string, terms: readonly OrderTerm[]): string =>
  digests.memo(JSON.stringify([entity, terms]));

/** The cursor of a row: a digest of the order and the row's value for each term, opaque to callers. */
export function toCursor(entity: string, terms: readonly OrderTerm[], row: object): string {
  const values = terms.map(({ property }) => storedValue(row[property as keyof object]));
  return encoded([digestOf(entity, terms), ...values]);
}

const storedValue = (value: unknown): unknown => (typeof value === "boolean" ? Number(value) : value);

/**
 * The values in a cursor, one for each term. Throws BAD_USER_INPUT when it is malformed or was made for another table
 * or order.
 */
export function fromCursor(cursor: string, table: Table, terms: readonly OrderTerm[]): Stored[] {
  const [digest, ...values] = parse(cursor);
  const fits =
    values.length === terms.length &&
    values.every((value, index) => isStored(value) && table.holds(terms[index]?.property ?? "", value));
  if (digest !== digestOf(table.declaration.entity.name, terms) || !fits) {
    throw badUserInput(
      `${shown(cursor)} is not a cursor of this list in this order. Use an \`endCursor\`, a \`startCursor\` or an edge's \`cursor\` from an answer with the same field and \`orderBy\`.`,
    );
  }
  return values as Stored[];
}

function parse(cursor: string): unknown[] {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    // Decoding ignores invalid letters and bytes, so the content is encoded again and compared.
    return Array.isArray(content) && encoded(content) === cursor ? content : [];
  } catch {
    return [];
  }
}

const encoded = (content: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(content), "utf8").toString("base64url");

const isStored = (value: unknown): value is Stored =>
  value === null || typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
