import {
  doTypesOverlap,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isCompositeType,
  isEqualType,
  isLeafType,
  isRequiredArgument,
  isUnionType,
  Kind,
  OperationTypeNode,
  TypeNameMetaFieldDef,
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { boundsFault } from "./document-bounds.js";
import { PlainValues } from "./plain-values.js";

/** Selections that are looked at, those of a fragment wherever it is spread. A document with more is left to the rules. */
const MAX_SELECTIONS = 5_000;

/**
 * Whether a document surely keeps all rules: graphql-js's own, `documentBounds` and `soundDocument`. It looks at the document
 * once, where each of some thirty rules looks at every node. False means no more than that it cannot tell: the rules then say
 * whether the document is valid, and what is wrong. It tells for one query without introspection, whose fields of one response
 * key are the same field without arguments.
 */
export function isPlainlyValid(schema: GraphQLSchema, document: DocumentNode, maxDepth: number): boolean {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | null = null;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION)
      return false;
    if (definition.directives?.length || definition.description) return false;
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      if (fragments.has(definition.name.value)) return false;
      fragments.set(definition.name.value, definition);
    } else if (operation || definition.operation !== OperationTypeNode.QUERY) return false;
    else operation = definition;
  }
  if (!operation || boundsFault(document, maxDepth) !== null) return false;
  return new Proof(schema, fragments).holds(operation);
}

/** The fields at one place of the answer by response key. */
type Scope = Map<string, { node: FieldNode; type: GraphQLOutputType; below: Scope }>;

class Proof {
  readonly #values: PlainValues;
  readonly #spread = new Set<string>();
  /** The fragments that are being looked at; meeting one again means a cycle. */
  readonly #open = new Set<string>();
  #left = MAX_SELECTIONS;

  constructor(
    readonly schema: GraphQLSchema,
    readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ) {
    this.#values = new PlainValues(schema);
  }

  holds({ variableDefinitions = [], selectionSet }: OperationDefinitionNode): boolean {
    const root = this.schema.getQueryType();
    if (!root || !this.#values.declare(variableDefinitions)) return false;
    return (
      this.#selections(selectionSet, root, new Map()) &&
      this.#values.areAllUsed &&
      this.#spread.size === this.fragments.size
    );
  }

  #selections({ selections }: SelectionSetNode, parent: GraphQLCompositeType, scope: Scope): boolean {
    for (const selection of selections) {
      if (--this.#left < 0 || !this.#directives(selection.directives)) return false;
      if (selection.kind === Kind.FIELD) {
        if (!this.#field(selection, parent, scope)) return false;
      } else if (!this.#fragment(selection, parent, scope)) return false;
    }
    return true;
  }

  #field(node: FieldNode, parent: GraphQLCompositeType, scope: Scope): boolean {
    const known = knownField(parent, node.name.value);
    const key = node.alias?.value ?? node.name.value;
    if (!known || key === "__proto__" || !this.#arguments(node.arguments, known)) return false;
    const { type, below } = known;
    let same = scope.get(key);
    if (!same) scope.set(key, (same = { node, type, below: new Map() }));
    else if (same.node !== node && !(isAlike(same.node, node) && isEqualType(same.type, type))) return false;
    if (below === null || !node.selectionSet) return below === null && !node.selectionSet;
    return this.#selections(node.selectionSet, below, same.below);
  }

  #fragment(
    node: InlineFragmentNode | FragmentSpreadNode,
    parent: GraphQLCompositeType,
    scope: Scope,
  ): boolean {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const type = node.typeCondition ? this.#within(parent, node.typeCondition.name.value) : parent;
      return type !== null && this.#selections(node.selectionSet, type, scope);
    }
    const name = node.name.value;
    const fragment = this.fragments.get(name);
    if (!fragment || this.#open.has(name)) return false;
    const type = this.#within(parent, fragment.typeCondition.name.value);
    this.#spread.add(name);
    this.#open.add(name);
    const isValid = type !== null && this.#selections(fragment.selectionSet, type, scope);
    this.#open.delete(name);
    return isValid;
  }

  /** The type of a fragment; null when it cannot be that of an object there. */
  #within(parent: GraphQLCompositeType, name: string): GraphQLCompositeType | null {
    const type = this.schema.getType(name);
    if (!isCompositeType(type)) return null;
    return type === parent || doTypesOverlap(this.schema, type, parent) ? type : null;
  }

  #arguments(given: readonly ArgumentNode[] = [], { args, required }: KnownField): boolean {
    let left = required;
    for (const [index, { name, value }] of given.entries()) {
      const arg = args.get(name.value);
      if (!arg || !this.#values.fits(value, arg.type, arg.defaultValue !== undefined)) return false;
      if (given.findIndex((other) => other.name.value === name.value) !== index) return false;
      if (isRequiredArgument(arg)) left -= 1;
    }
    return left === 0;
  }

  #directives(given: readonly DirectiveNode[] = []): boolean {
    return given.every(({ name, arguments: [argument, ...more] = [] }, index) => {
      const directive = SWITCHES.get(name.value);
      const isFirst = given.findIndex((other) => other.name.value === name.value) === index;
      if (!directive || !isFirst || argument?.name.value !== directive.name || more.length > 0) return false;
      return this.#values.fits(argument.value, directive.type);
    });
  }
}

/** The only argument of each directive that tells whether something is selected. */
const SWITCHES = new Map(
  [GraphQLSkipDirective, GraphQLIncludeDirective].flatMap(({ name, args: [only] }) =>
    only ? [[name, only]] : [],
  ),
);

// Fields without arguments, since of others all arguments would have to be compared.
const isAlike = (one: FieldNode, other: FieldNode): boolean =>
  one.name.value === other.name.value && !one.arguments?.length && !other.arguments?.length;

/** A field of the schema, analysed once. */
interface KnownField {
  type: GraphQLOutputType;
  /** The type whose fields are selected of it; null when it has none. */
  below: GraphQLCompositeType | null;
  args: ReadonlyMap<string, GraphQLArgument>;
  /** How many arguments must be given. */
  required: number;
}

const known = new WeakMap<GraphQLField<unknown, unknown>, KnownField>();

function knownField(parent: GraphQLCompositeType, name: string): KnownField | null {
  const declared =
    name === "__typename" ? TypeNameMetaFieldDef : isUnionType(parent) ? null : parent.getFields()[name];
  if (!declared) return null;
  let field = known.get(declared);
  if (!field) {
    const { type, args } = declared;
    const named = getNamedType(type);
    field = {
      type,
      below: isLeafType(named) ? null : named,
      args: new Map(args.map((arg) => [arg.name, arg])),
      required: args.filter(isRequiredArgument).length,
    };
    known.set(declared, field);
  }
  return field;
}
