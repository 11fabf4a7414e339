import type { FieldNode, GraphQLField } from "graphql";
import type { Relation } from "../declare/relation-type.js";
import type { Table } from "../declare/table.js";

/** The properties and relations that an operation selects of the rows at one place. */
export interface RowPlan {
  /** Properties to select; null for all of them, because a custom resolver reads the row. */
  properties: ReadonlySet<string> | null;
  relations: readonly RelationPlan[];
}

/** A relation that is selected at one place of an operation. */
export interface RelationPlan {
  relation: Relation;
  /** Its response key: the alias or the name of the field. */
  key: string;
  /** GraphQL types of the rows for which it is selected. */
  owners: ReadonlySet<string>;
  field: GraphQLField<unknown, unknown>;
  nodes: readonly FieldNode[];
  /** The first of `nodes`, from which the arguments are read; validation ensures that all have the same. */
  node: FieldNode;
  /** Plans the rows that it leads to. */
  rows: (table: Table) => RowPlan;
  /** Plans rows of the table that materializes it; null when a selected field is not materialized. */
  materialized: (table: Table) => RowPlan | null;
  /** Plans rows of the table that keeps it for every day; null when a selected field is not kept. */
  kept: (table: Table) => RowPlan | null;
  /** The plan for its pages; null unless it is a connection. */
  page: PagePlan | null;
}

/** The fields that an operation selects of a page. */
export interface PagePlan {
  nodes: boolean;
  edges: boolean;
  pageInfo: boolean;
  /** Whether cursors are selected in `edges`, and `startCursor` or `endCursor` in `pageInfo`. */
  cursors: { edges: boolean; ends: boolean };
  totalCount: boolean;
  places: readonly RowPlace[];
}

/** One of the places where the answer shows the rows of a page. */
export interface RowPlace {
  /** The response keys from the page to the rows, such as `edges`, `node`. */
  path: readonly string[];
  /** The field nodes whose selections apply to the rows. */
  nodes: readonly FieldNode[];
}
