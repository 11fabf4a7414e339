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
} from "graphql";
import type { Path } from "graphql/jsutils/Path.js";
import { ArgumentValues } from "../plan/argument-values.js";
import { argumentsOf } from "../plan/arguments.js";
import type { Context } from "../declare/context.js";
import { ExecutionErrors } from "./execution-errors.js";
import { allResolved, emptyFor, ignoreRejections, isPromise, resolveInPlace, type Data } from "./pending.js";
import { FieldInfo } from "./field-info.js";
import type { PreparedField, PreparedOperation, Variant } from "./prepared.js";
import type { Shape } from "./shape.js";

// About ten milliseconds of work, after which other requests get their turn.
const FIELDS_PER_TURN = 20_000;
// Coercing one argument value takes as long as completing this many fields.
const FIELDS_PER_VALUE = 20;

// As the arguments of other fields, one for all rows, and not to be changed.
const NO_ARGUMENTS: Data = Object.freeze({});

/**
 * Executes one query with the same data and errors as graphql-js. It differs in speed: work that depends only on the
 * document is prepared, arguments are read once for each place instead of each row, and long executions yield to other
 * requests.
 */
export class Execution {
  readonly #arguments = new Map<PreparedField, Data>();
  readonly #errors = new ExecutionErrors();
  readonly #variant: Variant;
  readonly #values: ArgumentValues;
  #left = FIELDS_PER_TURN;
  #turn: Promise<void> | null = null;

  constructor(
    readonly operation: PreparedOperation,
    readonly context: Context,
    readonly variables: Data,
  ) {
    this.#variant = operation.under(variables);
    this.#values = new ArgumentValues(variables, FIELDS_PER_TURN);
  }

  async run(root: GraphQLObjectType): Promise<ExecutionResult> {
    try {
      const fields = this.#variant.root(root, this.variables);
      const work = fields.map(({ nodes: [node] }) => 1 + FIELDS_PER_VALUE * this.#values.of(node?.arguments));
      const isLong = work.reduce((sum, one) => sum + one, 0) > FIELDS_PER_TURN;
      return this.#answer(
        await (isLong ? this.#inTurns(fields, work) : this.#fields(fields, undefined, undefined)),
      );
    } catch (error) {
      this.#errors.add(error as GraphQLError, undefined);
      return this.#answer(null);
    }
  }

  #answer(data: Data | null): ExecutionResult {
    const errors = this.#errors.inOrder();
    return errors ? { errors, data } : { data };
  }

  // As `#fields`, but yields between root fields whose arguments take long to read. Which fields share a turn depends
  // only on the operation, so that the same fields are always read in one batch.
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
        // It may be rejected before `Promise.all` handles rejections.
        value.catch(() => undefined);
      }
    } catch (error) {
      // graphql-js reports the errors of pending fields before this one.
      if (isPending) await Promise.all(Object.values(data)).catch(() => undefined);
      throw error;
    }
    if (isPending) await resolveInPlace(data);
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
      // The pending promises must be awaited, since they may be rejected too.
      return allResolved(data).finally(() => {
        throw error;
      });
    }
    return isPending ? allResolved(data) : data;
  }

  // A fast path, since most fields are valid leaf properties. Everything else, errors included, takes the slow path.
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
    const path = { prev: above, key: field.key, typename: field.parent.name };
    try {
      return this.#guarded(field.shape, field, this.#resolve(source, field, path), path);
    } catch (raw) {
      return this.#fail(raw, field, field.shape, path);
    }
  }

  // A value that fails is replaced by null. Functions that only promises need are made elsewhere: here, each field would make
  // them.
  #guarded(shape: Shape, field: PreparedField, value: unknown, path: Path): unknown {
    try {
      const completed = isPromise(value)
        ? this.#resolved(shape, field, value, path)
        : this.#complete(shape, field, value, path);
      return isPromise(completed) ? this.#orNull(shape, field, completed, path) : completed;
    } catch (raw) {
      return this.#fail(raw, field, shape, path);
    }
  }

  #resolved(shape: Shape, field: PreparedField, value: Promise<unknown>, path: Path): Promise<unknown> {
    return value.then((resolved) => this.#complete(shape, field, resolved, path));
  }

  #orNull(shape: Shape, field: PreparedField, value: Promise<unknown>, path: Path): Promise<unknown> {
    return value.then(undefined, (raw: unknown) => this.#fail(raw, field, shape, path));
  }

  #resolve(source: unknown, field: PreparedField, path: Path): unknown {
    const { definition } = field;
    const resolve = definition.resolve ?? defaultFieldResolver;
    return resolve(
      source,
      this.#argumentsOf(field),
      this.context,
      new FieldInfo(this.operation, this.variables, field, path),
    );
  }

  #argumentsOf(field: PreparedField): Data {
    if (field.definition.args.length === 0) return NO_ARGUMENTS;
    let values = this.#arguments.get(field);
    if (!values) {
      const [node] = field.nodes;
      if (!node) throw new Error(`No field node selects ${field.key}`);
      this.#arguments.set(field, (values = argumentsOf(field.definition, node, this.variables)));
    }
    return values;
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
    return this.#items({ shape, field, path, items, completed: [], isPending: false, ignored: 0 });
  }

  #items(list: List): unknown[] | Promise<unknown[]> {
    const { shape, field, path, items, completed } = list;
    while (completed.length < items.length) {
      if (this.#left < 0) {
        // Rejections before the next turn are reported later, when `Promise.all` awaits the items.
        ignoreRejections(completed.slice(list.ignored));
        list.ignored = completed.length;
        return this.#nextTurn().then(() => this.#items(list));
      }
      const index = completed.length;
      try {
        const value = this.#guarded(shape, field, items[index], {
          prev: path,
          key: index,
          typename: undefined,
        });
        if (isPromise(value)) list.isPending = true;
        completed.push(value);
      } catch (error) {
        // The items before it are never awaited, but may be rejected too.
        ignoreRejections(completed.slice(list.ignored));
        throw error;
      }
    }
    return list.isPending ? Promise.all(completed) : completed;
  }

  // All waiting lists continue in the same turn.
  #nextTurn(): Promise<void> {
    this.#turn ??= new Promise((resolve) =>
      setImmediate(() => {
        this.#turn = null;
        this.#left = FIELDS_PER_TURN;
        resolve();
      }),
    );
    return this.#turn;
  }

  #abstract(type: GraphQLAbstractType, field: PreparedField, value: unknown, path: Path): unknown {
    // All abstract types of this schema resolve types synchronously.
    const name = type.resolveType?.(
      value,
      this.context,
      new FieldInfo(this.operation, this.variables, field, path),
      type,
    ) as string | undefined;
    const { schema } = this.operation;
    const found = name === undefined ? undefined : schema.getType(name);
    if (!isObjectType(found) || !schema.isSubType(type, found))
      throw new GraphQLError(
        `Abstract type "${type.name}" was resolved to "${String(name)}", which is not one of its types.`,
      );
    return this.#object(found, field, value, path);
  }

  #object(type: GraphQLObjectType, field: PreparedField, value: unknown, path: Path): Data | Promise<Data> {
    return this.#fields(field.selection.of(type, this.variables), value, path);
  }

  // Replaces a failed value by null; if the type is non-null, the error propagates to the enclosing field.
  #fail(raw: unknown, { nodes }: PreparedField, { isRequired }: Shape, path: Path): null {
    const error = locatedError(raw, nodes, responsePathAsArray(path));
    if (isRequired) throw error;
    this.#errors.add(error, path);
    return null;
  }
}

/** The state of a list that is being completed. */
interface List {
  shape: Shape;
  field: PreparedField;
  path: Path;
  items: readonly unknown[];
  completed: unknown[];
  isPending: boolean;
  /** The number of completed items whose rejections are ignored until all items are awaited. */
  ignored: number;
}

function serialized(type: GraphQLLeafType, value: unknown): unknown {
  if (type === GraphQLString && typeof value === "string") return value;
  const result: unknown = type.serialize(value);
  if (result === null || result === undefined)
    throw new Error(`Expected ${type.name} to serialize a value, but it returned ${String(result)}.`);
  return result;
}
