import type { FieldNode, GraphQLField } from "graphql";
import type { Relation } from "../declare/relation-type.js";
import type { Table } from "../declare/table.js";

/** What is asked of the rows of one table at one place of an operation. */
export interface RowPlan {
  /** Properties to select; null for all of them, because a resolver of its own reads the row. */
  properties: ReadonlySet<string> | null;
  relations: readonly RelationPlan[];
}

/** A relation that is asked for at one place of an operation. */
export interface RelationPlan {
  relation: Relation;
  /** The name under which the answer shows it. */
  key: string;
  /** Types of the rows for which it is asked. */
  owners: ReadonlySet<string>;
  field: GraphQLField<unknown, unknown>;
  nodes: readonly FieldNode[];
  /** The first of them, which names the arguments. */
  node: FieldNode;
  /** The plan for the rows that it leads to. */
  rows: (table: Table) => RowPlan;
  /** The plan for the table that keeps what it computes; null when that does not hold all that is asked. */
  materialized: (table: Table) => RowPlan | null;
  /** Null unless it leads to a page. */
  page: PagePlan | null;
}

/** What is asked of a page. */
export interface PagePlan {
  nodes: boolean;
  edges: boolean;
  pageInfo: boolean;
  /** Where cursors are shown: with the edges, and of both ends of the page. */
  cursors: { edges: boolean; ends: boolean };
  totalCount: boolean;
  places: readonly RowPlace[];
}

/** Where the answer shows the rows of a page. */
export interface RowPlace {
  /** The way from the page to them, as the answer names it. */
  way: readonly string[];
  /** The fields whose selections are about them. */
  nodes: readonly FieldNode[];
}
