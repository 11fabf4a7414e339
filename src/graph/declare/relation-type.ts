import type { Context } from "./context.js";
import type { OrderTerm } from "./order.js";
import type { RowClass, Where } from "./table.js";

interface Field {
  owner: RowClass;
  /** The name of the field. */
  name: string;
  /** The properties of its owner that it reads. */
  needs: readonly string[];
}

/** A stored relation: which rows of another table belong to a row, and as which field of the graph they show. */
export interface StoredRelation extends Field {
  kind: "one" | "list" | "connection";
  target: () => RowClass;
  /** Property of the target → property of the owner; both hold the same value for related rows. */
  by: Readonly<Record<string, string>>;
  /** Further values that related rows must have. */
  where: Where;
  order: readonly OrderTerm[];
  /** Of a list: the rows that prices reckon with for each owner. */
  most: number;
}

/** A field that is computed from rows of its own, for many owners at once. */
interface ComputedRelation extends Field {
  kind: "computed";
  /** The values for some owners, in their order; an Error fails for its owner alone. */
  read: (context: Context, owners: readonly never[], args: never) => Promise<readonly unknown[]>;
  materialized: MaterializedBy | null;
}

/** A table of what a computed field answers without arguments: rows that hold are joined, and others computed. */
export interface MaterializedBy {
  target: () => RowClass;
  /** Property of the target → property of the owner. */
  by: Readonly<Record<string, string>>;
}

/** A field whose values are read for many rows at once. */
export type Relation = StoredRelation | ComputedRelation;
