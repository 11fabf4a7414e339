import {
  GraphQLError,
  GraphQLString,
  defaultFieldResolver,
  isObjectType,
  locatedError,
  responsePathAsArray,
  type ExecutionResult,
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from "graphql";
import type { Path } from "graphql/jsutils/Path.js";
import { ArgumentValues } from "../plan/argument-values.js";
import { argumentsOf } from "../plan/arguments.js";
import type { Context } from "../declare/context.js";
import type { PreparedField, PreparedOperation, Variant } from "./prepared.js";
import type { Shape } from "./shape.js";

type Data = Record<string, unknown>;

// Some ten milliseconds of work, after which other requests have their turn.
const FIELDS_A_TURN = 20_000;
// To make arguments of a value, or an input object of it, takes as long as to complete so many fields.
const FIELDS_A_VALUE = 20;

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === "function";

/**
 * Executes one query as graphql-js does, error for error, except that what depends on the document alone has been
 * prepared, arguments are read once for a place instead of once for a row, and long answers let other requests have
 * their turns.
 */
export class Execution {
  readonly #arguments = new Map<PreparedField, Data>();
  readonly #errors: GraphQLError[] = [];
  readonly #nulled = new Set<Path | undefined>();
  readonly #variant: Variant;
  readonly #values: ArgumentValues;
  #left = FIELDS_A_TURN;
  #turn: Promise<void> | null = null;

  constructor(
    readonly operation: PreparedOperation,
    readonly context: Context,
    readonly variables: Data,
  ) {
    this.#variant = operation.under(variables);
    this.#values = new ArgumentValues(variables, FIELDS_A_TURN);
  }

  async run(root: GraphQLObjectType): Promise<ExecutionResult> {
    try {
      const fields = this.#variant.root(root, this.variables);
      const work = fields.map(({ nodes: [node] }) => 1 + FIELDS_A_VALUE * this.#values.of(node?.arguments));
      const isLong = work.reduce((sum, one) => sum + one, 0) > FIELDS_A_TURN;
      return this.#answer(
        await (isLong ? this.#inTurns(fields, work) : this.#fields(fields, undefined, undefined)),
      );
    } catch (error) {
      this.#add(error as GraphQLError, undefined);
      return this.#answer(null);
    }
  }

  #answer(data: Data | null): ExecutionResult {
    return this.#errors.length === 0 ? { data } : { errors: this.#errors.sort(byPlace), data };
  }

  // As `#fields`, except that others have their turns between fields whose arguments take long. What runs in one turn
  // depends on the operation alone, so that the same fields are read together each time.
  async #inTurns(fields: readonly PreparedField[], work: readonly number[]): Promise<Data> {
    const data = emptyFor(fields);
    let isPending = false;
    try {
      for (const [index, field] of fields.entries()) {
        if (this.#left < 0) await this.#nextTurn();
        this.#left -= work[index] ?? 1;
        const value = this.#field(field, undefined, undefined);
        data[field.key] = value;
        if (!isPromise(value)) continue;
        isPending = true;
        // It may fail before all are waited for.
        value.catch(() => undefined);
      }
    } catch (error) {
      // Whatever fails meanwhile is told first, as graphql-js does.
      if (isPending) await Promise.all(Object.values(data)).catch(() => undefined);
      throw error;
    }
    if (isPending) await settle(data);
    return data;
  }

  #fields(fields: readonly PreparedField[], source: unknown, path: Path | undefined): Data | Promise<Data> {
    const data = emptyFor(fields);
    let isPending = false;
    this.#left -= fields.length;
    try {
      for (const field of fields) {
        const value = field.isPlain ? this.#plain(field, source, path) : this.#field(field, source, path);
        data[field.key] = value;
        if (isPromise(value)) isPending = true;
      }
    } catch (error) {
      if (!isPending) throw error;
      // The other promises must be waited for: they may fail too.
      return settled(data).finally(() => {
        throw error;
      });
    }
    return isPending ? settled(data) : data;
  }

  // Most fields of most answers are such a property, with which nothing goes wrong; what does is told by the slower way.
  #plain(field: PreparedField, source: unknown, path: Path | undefined): unknown {
    if (typeof source !== "object" || source === null) return this.#field(field, source, path);
    const value = (source as Data)[field.definition.name];
    const { leaf, isRequired } = field.shape;
    if (value === null && !isRequired) return null;
    if (leaf === GraphQLString && typeof value === "string") return value;
    if (
      leaf !== null &&
      (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    ) {
      try {
        return serialized(leaf, value);
      } catch {
        return this.#field(field, source, path);
      }
    }
    return this.#field(field, source, path);
  }

  #field(field: PreparedField, source: unknown, above: Path | undefined): unknown {
    const { shape, key, parent } = field;
    const path = { prev: above, key, typename: parent.name };
    const fail = (raw: unknown): null => this.#fail(raw, field, shape, path);
    try {
      const value = this.#resolve(source, field, path);
      const completed = isPromise(value)
        ? value.then((resolved) => this.#complete(shape, field, resolved, path))
        : this.#complete(shape, field, value, path);
      return isPromise(completed) ? completed.then(undefined, fail) : completed;
    } catch (raw) {
      return fail(raw);
    }
  }

  #resolve(source: unknown, field: PreparedField, path: Path): unknown {
    const { definition } = field;
    const resolve = definition.resolve ?? defaultFieldResolver;
    return resolve(source, this.#argumentsOf(field), this.context, this.#info(field, path));
  }

  #argumentsOf(field: PreparedField): Data {
    if (field.definition.args.length === 0) return {};
    let values = this.#arguments.get(field);
    if (!values) {
      const [node] = field.nodes;
      if (!node) throw new Error(`No field asks for ${field.key}`);
      this.#arguments.set(field, (values = argumentsOf(field.definition, node, this.variables)));
    }
    return values;
  }

  #info({ definition, nodes, parent, type }: PreparedField, path: Path): GraphQLResolveInfo {
    const { schema, fragments, definition: operation } = this.operation;
    return {
      fieldName: definition.name,
      fieldNodes: nodes,
      returnType: type,
      parentType: parent,
      path,
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues: this.variables,
    };
  }

  #complete(shape: Shape, field: PreparedField, value: unknown, path: Path): unknown {
    if (value === null || value === undefined) {
      if (!shape.isRequired) return null;
      throw new Error(
        `Cannot return null for non-nullable field ${field.parent.name}.${field.definition.name}.`,
      );
    }
    if (value instanceof Error) throw value;
    if (shape.object) return this.#object(shape.object, field, value, path);
    if (shape.item) return this.#list(shape.item, field, value, path);
    if (shape.leaf) return serialized(shape.leaf, value);
    if (shape.abstract) return this.#abstract(shape.abstract, field, value, path);
    throw new Error(`${field.key} has no output type`);
  }

  #list(shape: Shape, field: PreparedField, value: unknown, path: Path): unknown {
    if (typeof value !== "object" || value === null || !(Symbol.iterator in value))
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${field.parent.name}.${field.definition.name}".`,
      );
    const items = Array.isArray(value) ? (value as unknown[]) : Array.from(value as Iterable<unknown>);
    return this.#items({ shape, field, path, items, completed: [], isPending: false, forgiven: 0 });
  }

  #items(list: List): unknown[] | Promise<unknown[]> {
    const { shape, field, path, items, completed } = list;
    while (completed.length < items.length) {
      if (this.#left < 0) {
        // What fails before the turn comes is told when all are waited for.
        forgive(completed.slice(list.forgiven));
        list.forgiven = completed.length;
        return this.#nextTurn().then(() => this.#items(list));
      }
      const index = completed.length;
      try {
        const value = this.#item(shape, field, items[index], { prev: path, key: index, typename: undefined });
        if (isPromise(value)) list.isPending = true;
        completed.push(value);
      } catch (error) {
        // Nobody waits for the items before it any more, which may fail too.
        forgive(completed.slice(list.forgiven));
        throw error;
      }
    }
    return list.isPending ? Promise.all(completed) : completed;
  }

  #item(shape: Shape, field: PreparedField, item: unknown, path: Path): unknown {
    const fail = (raw: unknown): null => this.#fail(raw, field, shape, path);
    try {
      const completed = isPromise(item)
        ? item.then((resolved) => this.#complete(shape, field, resolved, path))
        : this.#complete(shape, field, item, path);
      return isPromise(completed) ? completed.then(undefined, fail) : completed;
    } catch (raw) {
      return fail(raw);
    }
  }

  // All lists that wait go on together, until the turn's work is done.
  #nextTurn(): Promise<void> {
    this.#turn ??= new Promise((resolve) =>
      setImmediate(() => {
        this.#turn = null;
        this.#left = FIELDS_A_TURN;
        resolve();
      }),
    );
    return this.#turn;
  }

  #abstract(type: GraphQLAbstractType, field: PreparedField, value: unknown, path: Path): unknown {
    // Every abstract type of the schema tells a row's type by the row, without a promise.
    const name = type.resolveType?.(value, this.context, this.#info(field, path), type) as string | undefined;
    const { schema } = this.operation;
    const found = name === undefined ? undefined : schema.getType(name);
    if (!isObjectType(found) || !schema.isSubType(type, found))
      throw new GraphQLError(
        `Abstract type "${type.name}" was resolved to "${String(name)}", none of its types.`,
      );
    return this.#object(found, field, value, path);
  }

  #object(type: GraphQLObjectType, field: PreparedField, value: unknown, path: Path): Data | Promise<Data> {
    return this.#fields(field.selection.of(type, this.variables), value, path);
  }

  // A null takes the place of what failed, or fails in turn where none may be.
  #fail(raw: unknown, { nodes }: PreparedField, { isRequired }: Shape, path: Path): null {
    const error = locatedError(raw, nodes, responsePathAsArray(path));
    if (isRequired) throw error;
    this.#add(error, path);
    return null;
  }

  // What fails below a place that is null already is not told.
  #add(error: GraphQLError, path: Path | undefined): void {
    for (let at = path; at; at = at.prev) if (this.#nulled.has(at)) return;
    if (this.#nulled.has(undefined)) return;
    this.#nulled.add(path);
    this.#errors.push(error);
  }
}

// Which field fails first differs from time to time: errors come in the order of the document, then of lists.
function byPlace(one: GraphQLError, other: GraphQLError): number {
  const start = ({ nodes }: GraphQLError): number => nodes?.[0]?.loc?.start ?? 0;
  const indexes = ({ path = [] }: GraphQLError): number[] => path.filter((step) => typeof step === "number");
  const [here, there] = [indexes(one), indexes(other)];
  const differing = here.findIndex((index, place) => index !== there[place]);
  return start(one) - start(other) || (here[differing] ?? 0) - (there[differing] ?? 0);
}

// A promise that nobody waits for yet must not end the process when it fails.
function forgive(values: readonly unknown[]): void {
  for (const value of values) if (isPromise(value)) value.catch(() => undefined);
}

/** A list that is being completed. */
interface List {
  shape: Shape;
  field: PreparedField;
  path: Path;
  items: readonly unknown[];
  completed: unknown[];
  isPending: boolean;
  /** How many of the completed items may fail unheard, until all are waited for. */
  forgiven: number;
}

function serialized(type: GraphQLLeafType, value: unknown): unknown {
  if (type === GraphQLString && typeof value === "string") return value;
  const result: unknown = type.serialize(value);
  if (result === null || result === undefined)
    throw new Error(`Expected ${type.name} to serialize a value, but it answered ${String(result)}.`);
  return result;
}

// An object without a prototype is slow in everything: only the name that would set one needs it.
const emptyFor = (fields: readonly PreparedField[]): Data =>
  fields.some(({ key }) => key === "__proto__") ? (Object.create(null) as Data) : {};

async function settled(data: Data): Promise<Data> {
  await settle(data);
  return data;
}

/** Puts values in the place of promises. */
function settle(data: Data): Promise<void> {
  return Promise.all(Object.values(data)).then((values) => {
    Object.keys(data).forEach((key, index) => (data[key] = values[index]));
  });
}
