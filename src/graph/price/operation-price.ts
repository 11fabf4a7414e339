import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { queryTooLarge, type UserError } from "../../errors.js";
import { switchesOf } from "../plan/plan-cache.js";
import type { RowsOf } from "../declare/field-price.js";
import { outline, TooManyFields, type Place } from "./outline.js";
import { priceOutline, type Amounts, type Kind as Amount, type Price } from "./price.js";

/** An operation with the values of its variables. */
export interface PricedOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variableValues: Readonly<Record<string, unknown>>;
}

/** What is known of an operation as long as its document is remembered. */
interface Known {
  fragments: Record<string, FragmentDefinitionNode>;
  /** The variables that `@include` and `@skip` depend on. */
  switches: readonly string[];
  /** By the values of these. */
  outlines: Map<string, Place>;
  /** Of an operation without variables. */
  price: { rowsOf: RowsOf; price: Price } | null;
}

const MAX_OUTLINES = 4;

const operations = new WeakMap<OperationDefinitionNode, Known>();

/**
 * What an operation costs at most, before anything is read. Throws QUERY_TOO_LARGE for one that fragments expand to more
 * fields than can be looked at.
 */
export function priceOperation(selection: PricedOperation, rowsOf: RowsOf, ceilings: Amounts): Price {
  const known = knownOf(selection);
  if (known.price?.rowsOf === rowsOf) return known.price.price;
  try {
    const { fragments } = known;
    const price = priceOutline(outlineOf(selection, known), { ...selection, fragments }, rowsOf, ceilings);
    if (!selection.operation.variableDefinitions?.length) known.price = { rowsOf, price };
    return price;
  } catch (error) {
    if (error instanceof TooManyFields)
      throw queryTooLarge(
        "The operation's fragments expand to more fields than this server looks at. Spread fewer of them.",
        400,
      );
    throw error;
  }
}

function knownOf({ document, operation }: PricedOperation): Known {
  let known = operations.get(operation);
  if (!known) {
    const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>;
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
    const switches = switchesOf(operation, fragments);
    known = { fragments, switches, outlines: new Map<string, Place>(), price: null };
    operations.set(operation, known);
  }
  return known;
}

function outlineOf(selection: PricedOperation, { fragments, switches, outlines }: Known): Place {
  const shape = switches.map((name) => String(selection.variableValues[name])).join();
  let known = outlines.get(shape);
  if (!known) {
    known = outline({ ...selection, fragments }, selection.operation);
    if (outlines.size < MAX_OUTLINES) outlines.set(shape, known);
  }
  return known;
}

const ASK_LESS: Record<Amount, (amount: string, most: string, at: string) => string> = {
  cost: (amount, most, at) =>
    `This operation has a price of ${amount}, and one operation may have ${most}; ${at}. Ask for fewer counts, searches and statistics at once, and filter by region rather than by parts of texts or related rows.`,
  fields: (amount, most, at) =>
    `This operation may answer ${amount} fields, and one operation may answer ${most}; ${at}. Ask for smaller pages (\`first\`), above all in nested lists.`,
  rows: (amount, most, at) =>
    `This operation may read ${amount} rows, more than ${most} rows; ${at}. Ask for smaller pages (\`first\`), above all in nested lists.`,
  statements: (amount, most, at) =>
    `This operation needs ${amount} statements, and one operation may need ${most}; ${at}. Ask for it in several operations.`,
  values: (amount, most, at) =>
    `The arguments of this operation hold ${amount} values, and those of one operation may hold ${most}; ${at}. Filter by less, or ask in several operations.`,
};

/** Tells what makes an operation too dear; null for one that is not. */
export function refusalOf(price: Price, ceilings: Amounts): UserError | null {
  const { passes: kind, dearest } = price;
  if (kind === null) return null;
  const [amount, most, share] = [price[kind], ceilings[kind], dearest[kind].amount].map(written);
  const at = `\`${dearest[kind].path}\` makes ${share ?? ""} of it`;
  return queryTooLarge(ASK_LESS[kind](`at least ${amount ?? ""}`, most ?? "", at), 400);
}

const written = (amount: number): string => Math.ceil(amount).toLocaleString("en-US");
