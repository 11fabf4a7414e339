import type { GraphQLField } from "graphql";
import { Extensions } from "type-graphql";
import { tableOf, type RowClass } from "./table.js";

/** Estimates the number of rows in the table of a type. */
export type RowsOf = (type: RowClass) => number;

// The estimate for tables that declare no size.
const UNDECLARED_ROWS = 100_000;

/** The numbers of rows that tables declare. */
export const declaredRows: RowsOf = (type) => tableOf(type).rows ?? UNDECLARED_ROWS;

export type Arguments = Readonly<Record<string, unknown>>;

/** The surroundings of a field in an operation that is priced. */
export interface PriceScope {
  /** Number of objects for which the field is resolved. */
  owners: number;
  /** Total rows of the pages for which the field is resolved. */
  pageRows: number;
  /** Arguments of the fields that enclose it, innermost first. */
  around: readonly Arguments[];
  rowsOf: RowsOf;
}

type Amount<A> = number | ((args: A, scope: PriceScope) => number);

/**
 * The resources that a field needs, for all objects at one place of an operation together. All amounts are upper
 * bounds.
 */
export interface FieldPrice<A = Arguments> {
  /** Number of values; defaults to one for each object, or UNDECLARED_LIST for each object if the field is a list. */
  values?: Amount<A>;
  /** Whether the values are distinct when the field is resolved for distinct objects. */
  distinct?: boolean;
  /** Number of rows read; defaults to the number of values if a resolver returns objects, and to 0 otherwise. */
  rows?: Amount<A>;
  /** Number of statements; defaults to 1 if the field has a resolver, and to 0 otherwise. */
  statements?: Amount<A>;
  /** Any other work, in tenths of a millisecond; defaults to 0. */
  work?: Amount<A>;
  /** The PageArgs of a connection field that has other arguments. */
  page?: (args: A) => object;
}

/** The estimated length of a list that declares no length. */
export const UNDECLARED_LIST = 500;

/** Declares the price of a field; decorates its resolver or property. */
export const Priced = <A = Arguments>(price: FieldPrice<A>): MethodDecorator & PropertyDecorator =>
  Extensions({ price });

/** The price that a field declares; an empty object when it declares none. */
export const declaredPrice = ({ extensions }: GraphQLField<unknown, unknown>): FieldPrice =>
  (extensions.price as FieldPrice | undefined) ?? {};

/** An amount that is proportional to the number of objects: `most` for each. */
export const each =
  (most: number) =>
  (_args: unknown, { owners }: PriceScope): number =>
    owners * most;

/** Evaluates a declared amount for a field's arguments and surroundings. */
export const amountOf = (declared: Amount<Arguments>, args: Arguments, scope: PriceScope): number =>
  typeof declared === "number" ? declared : declared(args, scope);
