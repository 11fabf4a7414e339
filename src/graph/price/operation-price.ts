import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { Attached } from "../../collections.js";
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

/** What is cached for an operation as long as its document is cached. */
interface CachedOperation {
  fragments: Record<string, FragmentDefinitionNode>;
  /** The variables that `@include` and `@skip` depend on. */
  switches: readonly string[];
  /** By the values of `switches`. */
  outlines: Map<string, Place>;
  /** The price of an operation without variables; null otherwise, and until it is computed. */
  price: { rowsOf: RowsOf; price: Price } | null;
}

const MAX_OUTLINES = 4;

const operations = new Attached<OperationDefinitionNode, CachedOperation>();

/**
 * The price of an operation before anything is read: an upper bound on its cost. Throws QUERY_TOO_LARGE when its
 * fragments expand to too many fields.
 */
export function priceOperation(selection: PricedOperation, rowsOf: RowsOf, ceilings: Amounts): Price {
  const cached = cachedOperation(selection);
  if (cached.price?.rowsOf === rowsOf) return cached.price.price;
  try {
    const { fragments } = cached;
    const price = priceOutline(outlineOf(selection, cached), { ...selection, fragments }, rowsOf, ceilings);
    if (!selection.operation.variableDefinitions?.length) cached.price = { rowsOf, price };
    return price;
  } catch (error) {
    if (error instanceof TooManyFields)
      throw queryTooLarge(
        "The operation's fragments expand to more fields than this server allows. Spread fewer fragments.",
        400,
      );
    throw error;
  }
}

function cachedOperation({ document, operation }: PricedOperation): CachedOperation {
  let cached = operations.get(operation);
  if (!cached) {
    const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>;
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
    const switches = switchesOf([operation], fragments);
    cached = { fragments, switches, outlines: new Map<string, Place>(), price: null };
    operations.set(operation, cached);
  }
  return cached;
}

function outlineOf(selection: PricedOperation, { fragments, switches, outlines }: CachedOperation): Place {
  const shape = switches.map((name) => String(selection.variableValues[name])).join();
  let outlined = outlines.get(shape);
  if (!outlined) {
    outlined = outline({ ...selection, fragments }, selection.operation);
    if (outlines.size < MAX_OUTLINES) outlines.set(shape, outlined);
  }
  return outlined;
}

const ASK_LESS: Record<Amount, (amount: string, most: string, at: string) => string> = {
  cost: (amount, most, at) =>
    `This operation has a price of ${amount}, but the limit is ${most}; ${at}. Select fewer counts, searches and statistics at once, and filter by region rather than by parts of texts or related rows.`,
  fields: (amount, most, at) =>
    `This operation may answer ${amount} fields, but the limit is ${most}; ${at}. Ask for smaller pages (\`first\`), above all in nested lists.`,
  rows: (amount, most, at) =>
    `This operation may read ${amount} rows, but the limit is ${most}; ${at}. Ask for smaller pages (\`first\`), above all in nested lists.`,
  statements: (amount, most, at) =>
    `This operation needs ${amount} statements, but the limit is ${most}; ${at}. Split it into several operations.`,
  values: (amount, most, at) =>
    `The arguments of this operation have ${amount} values, but the limit is ${most}; ${at}. Filter by fewer values, or split it into several operations.`,
};

/** The QUERY_TOO_LARGE error for an operation that exceeds a ceiling; null when it exceeds none. */
export function refusalOf(price: Price, ceilings: Amounts): UserError | null {
  const { exceeded: kind, largest } = price;
  if (kind === null) return null;
  const [amount, most, share] = [price[kind], ceilings[kind], largest[kind].amount].map(formatted);
  const at = `\`${largest[kind].path}\` accounts for ${share ?? ""}`;
  return queryTooLarge(ASK_LESS[kind](`at least ${amount ?? ""}`, most ?? "", at), 400);
}

const formatted = (amount: number): string => Math.ceil(amount).toLocaleString("en-US");
