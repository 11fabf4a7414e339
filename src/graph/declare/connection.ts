import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import type { ConnectionType } from "./connection-type.js";
import { addField, namedClass } from "./fields.js";
import { filterOf } from "./filter.js";
import { orderOf, type OrderTerm } from "./order.js";
import { DEFAULT_PAGE, MAX_PAGE, type PageArgs } from "./page-args.js";
import { Priced, type FieldPrice } from "./field-price.js";
import { Instant } from "./scalars.js";
import { tableOf, type RowClass, type Where } from "./table.js";

@ObjectType({ description: "Position of a page in its list.", simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether the list goes on after this page." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether the list has rows before this page." })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Cursor of the first row; null when the page is empty.",
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Cursor of the last row; null when the page is empty.",
  })
  endCursor!: string | null;
}

const connections = new Map<string, ConnectionType>();

/** The connection whose GraphQL type has the name; undefined when there is none. */
export const connectionNamed = (name: string): ConnectionType | undefined => connections.get(name);

// What a page costs is the price of the field that leads to it.
const ROWS: FieldPrice = { values: (_args, { pageRows }) => pageRows };
const COUNTED: FieldPrice = { values: 0 };

/**
 * Declares `XConnection`, `XEdge` and the arguments filter, orderBy, first, after, last, before, and asOf for a table
 * that keeps its history. The node's table must have a filter and an order. `where` narrows the table to the node's rows.
 */
export function declareConnection(
  node: RowClass,
  order: readonly OrderTerm[],
  where: Where = {},
): ConnectionType {
  const { history } = tableOf(node);
  const { name } = node;
  const [edge, type, args, bareArgs] = [
    namedClass(`${name}Edge`),
    namedClass(`${name}Connection`),
    class {},
    class {},
  ];

  addField(edge, "node", () => node, { nullable: false, description: `The ${name}.` });
  addField(edge, "cursor", () => String, {
    nullable: false,
    description: "Opaque cursor of this row, for `after` and `before`.",
  });
  ObjectType(edge.name, { description: `A ${name} and its place in a list.`, simpleResolvers: true })(edge);

  const always = { nullable: false };
  addField(type, "edges", () => [edge], {
    ...always,
    description: "The rows of this page with their cursors.",
  });
  addField(type, "nodes", () => [node], { ...always, description: "The rows of this page." });
  addField(type, "pageInfo", () => PageInfo, {
    ...always,
    description: "Position of this page in the list.",
  });
  addField(type, "totalCount", () => Int, {
    ...always,
    description: "Number of rows that match the filter; counted only when selected.",
  });
  for (const rows of ["edges", "nodes"]) Priced(ROWS)(type.prototype as object, rows);
  Priced(COUNTED)(type.prototype as object, "totalCount");
  ObjectType(type.name, { description: `A page of a list of ${name} rows.`, simpleResolvers: true })(type);

  addField(args, "filter", () => filterOf(node).type, {
    description: "Rows to list; all when left out.",
  });
  addField(args, "orderBy", () => [orderOf(node).type], {
    description: "Order of the list, most important term first; a unique key breaks ties.",
  });
  if (history)
    addField(args, "asOf", () => Instant, {
      description:
        "Instant in the past as of which rows are listed, related rows being as known now; all as known now when left out.",
    });
  for (const paged of [args, bareArgs]) {
    addPaging(paged);
    ArgsType()(paged);
  }
  const connection = { node, where, order, type, args, bareArgs };
  connections.set(type.name, connection);
  return connection;
}

function addPaging(args: RowClass<PageArgs>): void {
  addField(args, "first", () => Int, {
    description: `Rows from the front of the list: 0 to ${MAX_PAGE}, ${DEFAULT_PAGE} when neither end is named.`,
  });
  addField(args, "after", () => String, { description: "Only rows after this cursor." });
  addField(args, "last", () => Int, { description: `Rows from the back of the list: 0 to ${MAX_PAGE}.` });
  addField(args, "before", () => String, { description: "Only rows before this cursor." });
}
