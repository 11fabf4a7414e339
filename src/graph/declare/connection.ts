import { ArgsType, Directive, Field, Int, ObjectType } from "type-graphql";
import type { ConnectionType } from "./connection-type.js";
import { addField, namedClass } from "./fields.js";
import { filterOf } from "./filter.js";
import { orderOf, type OrderTerm } from "./order.js";
import { DEFAULT_PAGE, MAX_PAGE, type PageArgs } from "./page-args.js";
import { Priced, type FieldPrice } from "./field-price.js";
import { Instant } from "./scalars.js";
import { tableOf, type RowClass, type Where } from "./table.js";

// Every graph with connections has this type, and a gateway would refuse a second one.
@Directive("@shareable")
@ObjectType({ description: "Position of a page in its list.", simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether the list has rows after this page." })
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

/** The connection whose GraphQL type has this name; undefined when no connection has it. */
export const connectionNamed = (name: string): ConnectionType | undefined => connections.get(name);

// The cost of a page is part of the price of the field that returns the connection.
const ROWS: FieldPrice = { values: (_args, { pageRows }) => pageRows };
const COUNTED: FieldPrice = { values: 0 };

/**
 * Declares `XConnection`, `XEdge` and the arguments filter, orderBy, first, after, last and before; also asOf if the
 * table has a history. The node's table must have a filter and an order. `where` selects the node's rows in its table.
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
  ObjectType(edge.name, { description: `A ${name} and its cursor in a list.`, simpleResolvers: true })(edge);

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
    description: "Condition on the rows to list; null lists all rows.",
  });
  addField(args, "orderBy", () => [orderOf(node).type], {
    description: "Order of the list, most important term first; a unique key breaks ties.",
  });
  if (history)
    addField(args, "asOf", () => Instant, {
      description:
        "Instant, not in the future, as of which rows are listed; null means now, and related rows are always as of now.",
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
    description: `Number of rows from the front of the list, 0 to ${MAX_PAGE}; ${DEFAULT_PAGE} when \`first\` and \`last\` are both null.`,
  });
  addField(args, "after", () => String, { description: "Lists only the rows after this cursor." });
  addField(args, "last", () => Int, {
    description: `Number of rows from the back of the list, 0 to ${MAX_PAGE}.`,
  });
  addField(args, "before", () => String, { description: "Lists only the rows before this cursor." });
}
