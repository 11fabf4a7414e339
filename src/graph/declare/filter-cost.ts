import type { StoredRelation } from "./relation-type.js";

/** What a filter costs a statement. */
export interface FilterCost {
  /** Work for each row that is looked at, beyond reading it. */
  work: number;
  /** Which part of the table's rows has to be looked at. */
  share: number;
}

/** What the conditions of a filter are priced by, at one table of it. */
export interface FilterPricer {
  /** A filter of the table's rows. */
  price: (filter: object) => FilterCost;
  /** Conditions on a column. */
  operators: (property: string, operators: object) => FilterCost;
  /** A condition on the one row that a relation leads to. */
  related: (relation: StoredRelation, price: (target: FilterPricer) => FilterCost) => FilterCost;
  /** A condition on the rows that a relation leads to, of which each may have to be looked at. */
  listed: (relation: StoredRelation, filter: object) => FilterCost;
}

/** No condition at all. */
export const FREE: FilterCost = { work: 0, share: 1 };

/** Conditions that hold together: rows are found by the one that leaves the fewest. */
export const both = (one: FilterCost, other: FilterCost): FilterCost => ({
  work: one.work + other.work,
  share: Math.min(one.share, other.share),
});

/** Conditions of which one holds. */
export const either = (parts: readonly FilterCost[]): FilterCost => ({
  work: parts.reduce((sum, { work }) => sum + work, 0),
  share: Math.min(
    1,
    parts.reduce((sum, { share }) => sum + share, 0),
  ),
});
