import { groupBy } from "../../collections.js";
import { sql, type Sql } from "../../database/statement.js";
import type { ComputedRelation, KeptBy } from "../declare/relation-type.js";
import type { Table } from "../declare/table.js";
import type { PrefetchedRow } from "./projection.js";

/** Owners whose values are asked for of one day, and may be kept. */
export interface KeptOfDay {
  kept: KeptBy;
  day: string;
  owners: readonly PrefetchedRow[];
}

/** The owners whose values a relation may keep, by the day that is asked for. */
export function keptByDay(
  { kept }: ComputedRelation,
  owners: readonly PrefetchedRow[],
  args: unknown,
): KeptOfDay[] {
  if (!kept) return [];
  const days = groupBy(owners, (owner) => kept.on(args as never, owner as never));
  return [...days].flatMap(([day, own]) => (day === null ? [] : [{ kept, day, owners: own }]));
}

/** The condition that a row is that of a day. */
export const validOn = (table: Table, { days }: KeptBy, day: string): Sql =>
  sql`${table.column("t", days.from)} <= ${day} AND ${table.column("t", days.until)} > ${day}`;

/** The property of the target by which rows are found, and its value for an owner. */
export function keyOfKept({ by }: KeptBy): { there: string; keyOf: (owner: PrefetchedRow) => string } {
  const [there = "", here = ""] = Object.entries(by)[0] ?? [];
  return { there, keyOf: (owner) => String(owner[here as never]) };
}

/** What rows that are kept say of owners; owners of which none is are left out. */
export function valuesOfOwners(
  kept: KeptBy,
  owners: readonly PrefetchedRow[],
  rows: readonly PrefetchedRow[],
  args: unknown,
): Map<PrefetchedRow, unknown> {
  const { there, keyOf } = keyOfKept(kept);
  const found = groupBy(rows, (row) => String(row[there as never]));
  const values = new Map<PrefetchedRow, unknown>();
  for (const owner of owners) {
    const own = found.get(keyOf(owner));
    // The first row stands for the list.
    if (own) values.set(owner, kept.list ? kept.list.choose(own.slice(1) as never, args as never) : own[0]);
  }
  return values;
}
