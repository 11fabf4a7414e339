import { getArgumentValues, GraphQLError, type FieldNode, type GraphQLField } from "graphql";
import { Extensions } from "type-graphql";
import { tableOf, type RowClass } from "./table.js";

/** How many rows the table of a type has, as far as prices reckon with it. */
export type RowsOf = (type: RowClass) => number;

// A table that says nothing of its size.
const UNDECLARED_ROWS = 100_000;

/** The rows that tables declare. */
export const declaredRows: RowsOf = (type) => tableOf(type).rows ?? UNDECLARED_ROWS;

export type Arguments = Readonly<Record<string, unknown>>;

/** Where a field stands in an operation that is priced. */
export interface PriceScope {
  /** How many objects have the field. */
  owners: number;
  /** Rows of the pages that have the field, all together. */
  pageRows: number;
  /** Arguments of the fields around it, the nearest first. */
  around: readonly Arguments[];
  rowsOf: RowsOf;
}

type Amount<A> = number | ((args: A, scope: PriceScope) => number);

/** What a field asks of the server, for all objects that have it at one place of an operation. */
export interface FieldPrice<A = Arguments> {
  /** Values at most; one for each object, and of a list UNDECLARED_LIST, unless said otherwise. */
  values?: Amount<A>;
  /** Whether none of them is there twice, asked for once. */
  distinct?: boolean;
  /** Rows that are read; with a resolver that answers objects as many as there are values, unless said otherwise. */
  rows?: Amount<A>;
  /** Statements; one where there is a resolver, unless said otherwise. */
  statements?: Amount<A>;
  /** Any other work, in units of the price: tenths of a millisecond. */
  work?: Amount<A>;
  /** The page that a field with arguments of its own asks for. */
  page?: (args: A) => object;
}

/** Values of a list that declares nothing. */
export const UNDECLARED_LIST = 500;

/** Declares the price of a field, at its resolver or property. */
export const Priced = <A = Arguments>(price: FieldPrice<A>): MethodDecorator & PropertyDecorator =>
  Extensions({ price });

/** The price that a field declares; an empty one when it declares none. */
export const declaredPrice = ({ extensions }: GraphQLField<unknown, unknown>): FieldPrice =>
  (extensions.price as FieldPrice | undefined) ?? {};

/** The arguments of a field; null when they do not fit: then it is told where it is executed, and costs nothing more. */
export function argumentsOrNull(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): Arguments | null {
  if (field.args.length === 0) return NO_ARGUMENTS;
  try {
    return getArgumentValues(field, node, variables);
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

const NO_ARGUMENTS: Arguments = {};

/** As many for each object. */
export const each =
  (most: number) =>
  (_args: unknown, { owners }: PriceScope): number =>
    owners * most;

/** What a declaration amounts to where a field stands. */
export const amountOf = (declared: Amount<Arguments>, args: Arguments, scope: PriceScope): number =>
  typeof declared === "number" ? declared : declared(args, scope);
