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
import { isSame, MAX_VARIANTS, switchesOf } from "../plan/plan-cache.js";
import { shapeOf, type Shape } from "./shape.js";

/** A field at one place of an operation, with everything that is the same for all rows. */
export interface PreparedField {
  /** Its response key: the alias or the name of the field. */
  readonly key: string;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly parent: GraphQLObjectType;
  readonly type: GraphQLOutputType;
  readonly nodes: readonly FieldNode[];
  readonly shape: Shape;
  /** Whether it is a leaf without a resolver: a property of its row. */
  readonly isPlain: boolean;
  /** The selection of the objects that it leads to. */
  readonly selection: PreparedSelection;
}

type Fragments = Record<string, FragmentDefinitionNode>;
type Variables = Record<string, unknown>;

/** The merged selections of field nodes, prepared for each object type when its first object is completed. */
export class PreparedSelection {
  readonly #fields = new Map<GraphQLObjectType, readonly PreparedField[]>();

  constructor(
    readonly variant: Variant,
    readonly nodes: readonly FieldNode[],
  ) {}

  /** The selected fields of an object type. Throws BAD_USER_INPUT when a directive's argument is null. */
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
 * An operation with one set of values for the variables in its directives. Equal lists of field nodes share one
 * selection, so that memory grows with the document, not with the types along each path.
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
    let cached = this.#selections.get(first);
    if (!cached) this.#selections.set(first, (cached = []));
    let selection = cached.find((other) => isSame(other.nodes, nodes));
    if (!selection) cached.push((selection = new PreparedSelection(this, nodes)));
    return selection;
  }
}

/** An operation of a document, with its prepared variants. */
export class PreparedOperation {
  readonly #variants = new Map<string, Variant>();
  readonly #switches: readonly string[];
  readonly fragments: Fragments;

  constructor(
    readonly schema: GraphQLSchema,
    document: DocumentNode,
    readonly definition: OperationDefinitionNode,
  ) {
    this.#switches = switchesOf(document.definitions, {});
    // Without a prototype, so that inherited properties are not taken for fragments.
    this.fragments = Object.create(null) as Fragments;
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.fragments[node.name.value] = node;
  }

  /** The variant of the operation for these variables. */
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
