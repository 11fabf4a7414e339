import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import { getFieldDef } from "graphql/execution/execute.js";
import { byCaller } from "../plan/arguments.js";
import { isSame, switchesOf } from "../plan/plan-cache.js";
import { shapeOf, type Shape } from "./shape.js";

/** A field at one place of an operation, with all that does not change from row to row. */
export interface PreparedField {
  /** The name under which the answer shows it. */
  readonly key: string;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parent: GraphQLObjectType;
  readonly type: GraphQLOutputType;
  readonly nodes: readonly FieldNode[];
  readonly shape: Shape;
  /** Whether its value is a leaf, and a property of its row. */
  readonly isPlain: boolean;
  /** What is asked of the objects that it leads to. */
  readonly selection: PreparedSelection;
}

type Fragments = Record<string, FragmentDefinitionNode>;
type Variables = Record<string, unknown>;

/** What some field nodes ask of objects, prepared for each type when the first object of that type is met. */
export class PreparedSelection {
  readonly #fields = new Map<GraphQLObjectType, readonly PreparedField[]>();

  constructor(
    readonly variant: Variant,
    readonly nodes: readonly FieldNode[],
  ) {}

  /** The fields that are asked of objects of a type. Throws BAD_USER_INPUT when a directive's argument is null. */
  of(type: GraphQLObjectType, variables: Variables): readonly PreparedField[] {
    let fields = this.#fields.get(type);
    if (!fields) {
      const { schema, fragments } = this.variant.operation;
      const collected = byCaller(() => collectSubfields(schema, fragments, variables, type, this.nodes));
      this.#fields.set(type, (fields = this.variant.prepare(type, collected)));
    }
    return fields;
  }
}

/**
 * An operation under one set of values of the variables that its directives depend on. Equal lists of field nodes share
 * one selection, so that what is prepared grows with the document, and not with the types along each path.
 */
export class Variant {
  readonly #selections = new Map<FieldNode, PreparedSelection[]>();
  #root: readonly PreparedField[] | null = null;

  constructor(readonly operation: PreparedOperation) {}

  /** The operation's root fields. */
  root(type: GraphQLObjectType, variables: Variables): readonly PreparedField[] {
    if (this.#root) return this.#root;
    const { schema, fragments, definition } = this.operation;
    const collected = byCaller(() =>
      collectFields(schema, fragments, variables, type, definition.selectionSet),
    );
    return (this.#root = this.prepare(type, collected));
  }

  prepare(parent: GraphQLObjectType, collected: Map<string, readonly FieldNode[]>): readonly PreparedField[] {
    const fields: PreparedField[] = [];
    for (const [key, nodes] of collected) {
      const [node] = nodes;
      const definition = node && getFieldDef(this.operation.schema, parent, node);
      if (!definition) continue;
      const { type } = definition;
      const shape = shapeOf(type);
      const isPlain = shape.leaf !== null && !definition.resolve;
      const selection = this.#selection(nodes);
      fields.push({ key, definition, parent, type, nodes, shape, isPlain, selection });
    }
    return fields;
  }

  #selection(nodes: readonly FieldNode[]): PreparedSelection {
    const [first] = nodes as readonly [FieldNode];
    let known = this.#selections.get(first);
    if (!known) this.#selections.set(first, (known = []));
    let selection = known.find((other) => isSame(other.nodes, nodes));
    if (!selection) known.push((selection = new PreparedSelection(this, nodes)));
    return selection;
  }
}

const MAX_VARIANTS = 16;

/** An operation of a document, with what was prepared for it. */
export class PreparedOperation {
  readonly #variants = new Map<string, Variant>();
  readonly #switches: readonly string[];
  readonly fragments: Fragments;

  constructor(
    readonly schema: GraphQLSchema,
    document: DocumentNode,
    readonly definition: OperationDefinitionNode,
  ) {
    this.#switches = switchesOf(document, {});
    // Without a prototype, whose properties would pass for fragments.
    this.fragments = Object.create(null) as Fragments;
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.fragments[node.name.value] = node;
  }

  /** The operation as its directives have it under some variables. */
  under(variables: Variables): Variant {
    const shape = this.#switches.map((name) => String(variables[name])).join();
    let variant = this.#variants.get(shape);
    if (!variant) {
      const [oldest] = this.#variants.keys();
      if (this.#variants.size === MAX_VARIANTS && oldest !== undefined) this.#variants.delete(oldest);
      this.#variants.set(shape, (variant = new Variant(this)));
    }
    return variant;
  }
}
