import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import { badUserInput } from "../errors.js";
import { readAsOf } from "./as-of.js";
import { addField, namedClass } from "./fields.js";
import { filterOf } from "./filter.js";
import { orderOf, type OrderInput, type OrderTerm } from "./order.js";
import { Priced, type FieldPrice } from "./price/field-price.js";
import { Instant } from "./scalars.js";
import { tableOf, type RowClass, type Where } from "./table.js";

/** Rows of a page when the caller names no number, and the most a caller may name. */
export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 500;

@ObjectType({ description: "Where a page stands in its list.", simpleResolvers: true })
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

/** The arguments of every connection, as they arrive. */
export interface PageArgs {
  filter?: object | null;
  orderBy?: OrderInput[] | null;
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
  asOf?: string | null;
}

/** A page that was asked for, with its bounds checked: `size` rows from the front or from the back of the list. */
export interface PageRequest {
  size: number;
  backward: boolean;
  after: string | null;
  before: string | null;
  /** The instant of the table's history that is shown, as stored; null for now. */
  asOf: string | null;
}

/**
 * Checks the paging arguments. Throws BAD_USER_INPUT for sizes out of bounds, for both ends at once, and for an instant
 * that has not come yet.
 */
export function pageRequest({ first, after, last, before, asOf }: PageArgs): PageRequest {
  const given = (value: number | null | undefined): value is number => value !== null && value !== undefined;
  if (given(first) && given(last)) throw badUserInput("Give either `first` or `last`, not both.");
  for (const [name, size] of Object.entries({ first, last })) {
    if (given(size) && (size < 0 || size > MAX_PAGE)) {
      throw badUserInput(
        `\`${name}\` is ${size}; a page has 0 to ${MAX_PAGE} rows. Ask for further pages with \`after\` or \`before\`.`,
      );
    }
  }
  return {
    size: first ?? last ?? DEFAULT_PAGE,
    backward: given(last),
    after: after ?? null,
    before: before ?? null,
    asOf: readAsOf(asOf),
  };
}

/** A connection over the rows of one table: its GraphQL classes and its standard order. */
export interface ConnectionType {
  node: RowClass;
  where: Where;
  order: readonly OrderTerm[];
  type: RowClass;
  args: RowClass<PageArgs>;
  bareArgs: RowClass<PageArgs>;
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
    description: "Where this row stands in the list, opaque; for `after` and `before`.",
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
    description: "Where this page stands in the list.",
  });
  addField(type, "totalCount", () => Int, {
    ...always,
    description: "How many rows the whole list has under the filter; counted only when asked for.",
  });
  for (const rows of ["edges", "nodes"]) Priced(ROWS)(type.prototype as object, rows);
  Priced(COUNTED)(type.prototype as object, "totalCount");
  ObjectType(type.name, { description: `A page of a list of ${name} rows.`, simpleResolvers: true })(type);

  addField(args, "filter", () => filterOf(node).type, {
    description: "Which rows are in the list; all of them when left out.",
  });
  addField(args, "orderBy", () => [orderOf(node).type], {
    description: "What the list is ordered by, most important first; a unique key decides between equals.",
  });
  if (history)
    addField(args, "asOf", () => Instant, {
      description:
        "The list as this graph knew it at this instant, not in the future, what its rows lead to being as known now; all as known now when left out.",
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
