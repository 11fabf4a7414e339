import type { StoredRelation } from "./relation-type.js";

/** The cost that a filter adds to a statement. */
export interface FilterCost {
  /** Work for each scanned row, in tenths of a millisecond, beyond reading it. */
  work: number;
  /** Fraction of the table's rows that has to be scanned, 0 to 1. */
  share: number;
}

/** Prices the conditions of a filter on one of the filter's tables. */
export interface FilterPricer {
  /** Prices a filter of the table's rows. */
  price: (filter: object) => FilterCost;
  /** Prices conditions on a column. */
  operators: (property: string, operators: object) => FilterCost;
  /** Prices a condition on the one row that a relation leads to. */
  related: (relation: StoredRelation, price: (target: FilterPricer) => FilterCost) => FilterCost;
  /** Prices a condition on the rows that a relation leads to, each of which may have to be scanned. */
  listed: (relation: StoredRelation, filter: object) => FilterCost;
}

/** The cost of no condition. */
export const FREE: FilterCost = { work: 0, share: 1 };

/** The cost of conditions joined by AND: the database finds rows by the more selective one. */
export const both = (one: FilterCost, other: FilterCost): FilterCost => ({
  work: one.work + other.work,
  share: Math.min(one.share, other.share),
});

/** The cost of conditions joined by OR. */
export const either = (parts: readonly FilterCost[]): FilterCost => ({
  work: parts.reduce((sum, { work }) => sum + work, 0),
  share: Math.min(
    1,
    parts.reduce((sum, { share }) => sum + share, 0),
  ),
});
