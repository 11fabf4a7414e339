import type { Context } from "./context.js";
import type { OrderTerm } from "./order.js";
import type { RowClass, Where } from "./table.js";

interface Field {
  owner: RowClass;
  /** The name of the field. */
  name: string;
  /** The properties of the owner that must be selected to read the field. */
  needs: readonly string[];
}

/** A relation between tables: a field that leads from a row to the rows of another table with equal values. */
export interface StoredRelation extends Field {
  kind: "one" | "list" | "connection";
  target: () => RowClass;
  /** Property of the target → property of the owner; related rows have equal values. */
  by: Readonly<Record<string, string>>;
  /** Further conditions on related rows. */
  where: Where;
  order: readonly OrderTerm[];
  /** The estimated number of rows for each owner of a list, for prices. */
  most: number;
}

/** A field whose values are computed for many owners at once, by statements of its own. */
export interface ComputedRelation extends Field {
  kind: "computed";
  /** Returns one value for each owner, in their order; an Error fails only its own owner's field. */
  read: (context: Context, owners: readonly never[], args: never) => Promise<readonly unknown[]>;
  materialized: MaterializedBy | null;
  kept: KeptBy | null;
}

/**
 * A table that materializes a computed field without arguments: valid rows are joined, and missing values are
 * computed.
 */
export interface MaterializedBy {
  target: () => RowClass;
  /** Property of the target → property of the owner. */
  by: Readonly<Record<string, string>>;
}

/**
 * A table that keeps the values of a computed field for every day, each from one day until before another: the rows of
 * a day are read, and missing values are computed.
 */
export interface KeptBy extends MaterializedBy {
  /** The day of which an owner's value is asked for; null where the value is not kept. */
  on: (args: never, owner: never) => string | null;
  /** The properties of the target for the first day of a value and the day after the last. */
  days: { from: string; until: string };
  /** How a list is kept, of which each value is a row; null for one value an owner. */
  list: KeptList | null;
}

/** A list that is kept: its rows in order, after one that stands for the list even where that is empty. */
interface KeptList {
  /** The property with the place of a row, from 0 for the one that stands for the list. */
  place: string;
  /** Further properties that are read to choose among the rows. */
  needs: readonly string[];
  choose: (rows: readonly never[], args: never) => readonly unknown[];
}

/** A field whose values are read for many rows at once, in one batch. */
export type Relation = StoredRelation | ComputedRelation;
