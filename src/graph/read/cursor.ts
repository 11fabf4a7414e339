import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { badUserInput, shown } from "../../errors.js";
import type { OrderTerm } from "../declare/order.js";
import type { Stored } from "../../database/statement.js";
import type { Table } from "../declare/table.js";

// A digest costs as much as reading several rows does, and few orders are in use.
const marks = new LRUCache<string, string>({
  max: 1_000,
  memoMethod: (order) => createHash("sha256").update(order).digest("base64url").slice(0, 6),
});

// A cursor only fits the order it was made in: the order's mark travels with it.
const markOf = (entity: string, terms: readonly OrderTerm[]): string =>
  marks.memo(JSON.stringify([entity, terms]));

/** The cursor of a row: the values that the order compares, opaque to callers. */
export function toCursor(entity: string, terms: readonly OrderTerm[], row: object): string {
  const values = terms.map(({ property }) => storedValue(row[property as keyof object]));
  return written([markOf(entity, terms), ...values]);
}

const storedValue = (value: unknown): unknown => (typeof value === "boolean" ? Number(value) : value);

/** The values in a cursor. Throws BAD_USER_INPUT when it is malformed, or no row of the table has such values in this order. */
export function fromCursor(cursor: string, table: Table, terms: readonly OrderTerm[]): Stored[] {
  const [mark, ...values] = parse(cursor);
  const fits =
    values.length === terms.length &&
    values.every((value, index) => isStored(value) && table.holds(terms[index]?.property ?? "", value));
  if (mark !== markOf(table.declaration.entity.name, terms) || !fits) {
    throw badUserInput(
      `${shown(cursor)} is not a cursor of this list in this order. Use an \`endCursor\`, \`startCursor\` or edge's \`cursor\` answered for the same field and \`orderBy\`.`,
    );
  }
  return values as Stored[];
}

function parse(cursor: string): unknown[] {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    // Decoding passes over letters that do not belong to it, and over bytes that are no text.
    return Array.isArray(content) && written(content) === cursor ? content : [];
  } catch {
    return [];
  }
}

const written = (content: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(content), "utf8").toString("base64url");

const isStored = (value: unknown): value is Stored =>
  value === null || typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
