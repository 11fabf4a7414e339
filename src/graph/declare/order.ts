import type { Scope } from "../../access/scope.js";
import { badUserInput } from "../../errors.js";
import { enumeration } from "./enumeration.js";
import { addField, inputClass } from "./fields.js";
import { NEVER, raw, sql, type Sql, type Stored } from "../../database/statement.js";
import { needsScope } from "./scope.js";
import { tableOf, type RowClass, type Table } from "./table.js";

export const OrderDirection = enumeration("CakupanOrderDirection", "Ascending or descending.", {
  ASC: "From smallest to largest, earliest to latest or A to Z; unknown (null) values come first.",
  DESC: "From largest to smallest, latest to earliest or Z to A; unknown (null) values come last.",
});
export type OrderDirection = keyof typeof OrderDirection;

/** One term of an order: a property of a table and a direction. */
export interface OrderTerm {
  property: string;
  direction: OrderDirection;
}

/** A field by which callers may order rows: its property and its description. */
export interface OrderField {
  property: string;
  /** The scope without which it must not be used. */
  scope?: Scope;
  description: string;
}

/** One value of the input type `XOrder`. */
export interface OrderInput {
  field: string;
  direction: OrderDirection;
}

/** The most terms that one `orderBy` may have. */
const MAX_ORDER_TERMS = 5;

interface Order {
  type: RowClass;
  fields: Record<string, OrderField>;
}
const orders = new Map<unknown, Order>();

/** The order of an entity or of one of its types. Throws when none is declared, which is a programming error. */
export function orderOf(entity: unknown): Order {
  const order = orders.get(tableOf(entity).entity);
  if (!order) throw new Error(`${tableOf(entity).entity.name} has no order`);
  return order;
}

/** Declares the fields by which callers may order an entity: enum `XOrderField` and input type `XOrder`. */
export function declareOrder(entity: RowClass, fields: Record<string, OrderField>): void {
  const fieldType = enumeration(
    `${entity.name}OrderField`,
    `Fields by which ${entity.name} rows can be ordered.`,
    Object.fromEntries(Object.entries(fields).map(([name, { description }]) => [name, description])),
  );
  for (const [name, { scope }] of Object.entries(fields))
    if (scope) needsScope(`${entity.name}OrderField.${name}`, scope);
  const type = inputClass(
    `${entity.name}Order`,
    `One term of an order of ${entity.name} rows; it decides between rows that are equal in all earlier terms.`,
  );
  addField(type, "field", () => fieldType, { nullable: false, description: "Field to order by." });
  addField(type, "direction", () => OrderDirection, {
    nullable: false,
    defaultValue: OrderDirection.ASC,
    description: "Ascending or descending.",
  });
  orders.set(entity, { type, fields });
}

/**
 * The full order: the caller's terms, or the default ones, followed by the tie breaker. Throws BAD_USER_INPUT for too
 * many terms.
 */
export function orderTerms(
  entity: unknown,
  chosen: readonly OrderInput[] | null | undefined,
  standard: readonly OrderTerm[],
): OrderTerm[] {
  const { fields } = orderOf(entity);
  if (chosen && chosen.length > MAX_ORDER_TERMS) {
    throw badUserInput(`\`orderBy\` may have at most ${MAX_ORDER_TERMS} terms, but has ${chosen.length}.`);
  }
  const terms = chosen?.length
    ? chosen.map(({ field, direction }) => ({ property: fields[field]?.property ?? "", direction }))
    : standard;
  const { tieBreaker, last = tieBreaker } = tableOf(entity);
  const distinct = terms.filter(
    (term, index) => terms.findIndex((other) => other.property === term.property) === index,
  );
  return distinct.some((term) => term.property === last)
    ? distinct
    : [...distinct, { property: last, direction: distinct.at(-1)?.direction ?? OrderDirection.ASC }];
}

const opposite = (direction: OrderDirection): OrderDirection =>
  direction === OrderDirection.ASC ? OrderDirection.DESC : OrderDirection.ASC;

/** The opposite order. */
export const reversed = (terms: readonly OrderTerm[]): OrderTerm[] =>
  terms.map(({ property, direction }) => ({ property, direction: opposite(direction) }));

/** `a ASC, b DESC` for ORDER BY. Both engines put nulls first in ascending order. */
export const orderSql = (table: Table, alias: string, terms: readonly OrderTerm[]): Sql =>
  terms
    .map(({ property, direction }) => sql`${table.column(alias, property)} ${raw(direction)}`)
    .reduce((all, term) => sql`${all}, ${term}`);

/** The condition that a row comes after the row with these values, one for each term. */
export function afterSql(
  table: Table,
  alias: string,
  terms: readonly OrderTerm[],
  values: readonly Stored[],
): Sql {
  return terms.reduceRight<Sql>((rest, { property, direction }, index) => {
    const column = table.column(alias, property);
    const value = values[index] ?? null;
    const last = index === terms.length - 1;
    if (value === null) {
      const beyondNull = direction === OrderDirection.ASC ? sql`${column} IS NOT NULL OR ` : sql``;
      return sql`(${beyondNull}(${column} IS NULL AND ${rest}))`;
    }
    const beyond =
      direction === OrderDirection.ASC
        ? sql`${column} > ${value}`
        : table.isNullable(property)
          ? sql`(${column} < ${value} OR ${column} IS NULL)`
          : sql`${column} < ${value}`;
    return last ? beyond : sql`(${beyond} OR (${column} = ${value} AND ${rest}))`;
  }, NEVER);
}
