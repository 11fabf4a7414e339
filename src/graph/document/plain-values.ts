import {
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isTypeSubTypeOf,
  Kind,
  typeFromAST,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  type ObjectValueNode,
  type ValueNode,
  type VariableDefinitionNode,
} from "graphql";

interface Declared {
  type: GraphQLInputType;
  hasDefault: boolean;
}

/** Values that are looked at, those in a fragment wherever it is spread. */
const MAX_VALUES = 5_000;

/** The values and variables of one operation, of which is told what is surely valid; see `isPlainlyValid`. */
export class PlainValues {
  #left = MAX_VALUES;
  readonly #declared = new Map<string, Declared>();
  readonly #used = new Set<string>();

  constructor(readonly schema: GraphQLSchema) {}

  /** Whether these are variables that may be declared together. */
  declare(nodes: readonly VariableDefinitionNode[]): boolean {
    for (const { variable, type: node, defaultValue, directives, description } of nodes) {
      const name = variable.name.value;
      if (this.#declared.has(name) || name in Object.prototype || directives?.length || description)
        return false;
      // The overloads of typeFromAST tell the kinds of nodes apart.
      const type = typeFromAST(this.schema, node as never);
      if (!isInputType(type)) return false;
      if (defaultValue && !this.fits(defaultValue, type)) return false;
      this.#declared.set(name, {
        type,
        hasDefault: defaultValue !== undefined && defaultValue.kind !== Kind.NULL,
      });
    }
    return true;
  }

  /** Whether every declared variable has been used. */
  get areAllUsed(): boolean {
    return this.#used.size === this.#declared.size;
  }

  /** Whether a value may stand where a type is expected, which has a default there or not. */
  fits(node: ValueNode, expected: GraphQLInputType, hasDefault = false): boolean {
    if (--this.#left < 0) return false;
    if (node.kind === Kind.VARIABLE) return this.#variableFits(node.name.value, expected, hasDefault);
    if (node.kind === Kind.NULL) return !isNonNullType(expected);
    const type = isNonNullType(expected) ? expected.ofType : expected;
    if (isListType(type))
      return node.kind === Kind.LIST
        ? node.values.every((value) => this.fits(value, type.ofType))
        : this.fits(node, type.ofType);
    if (isInputObjectType(type)) return node.kind === Kind.OBJECT && this.#objectFits(node, type);
    return node.kind !== Kind.LIST && node.kind !== Kind.OBJECT && leafFits(node, type);
  }

  #variableFits(name: string, expected: GraphQLInputType, hasDefault: boolean): boolean {
    const declared = this.#declared.get(name);
    if (!declared) return false;
    this.#used.add(name);
    const isDefaulted = isNonNullType(expected) && !isNonNullType(declared.type);
    if (isDefaulted && !declared.hasDefault && !hasDefault) return false;
    return isTypeSubTypeOf(this.schema, declared.type, isDefaulted ? expected.ofType : expected);
  }

  #objectFits({ fields: given }: ObjectValueNode, type: GraphQLInputObjectType): boolean {
    if (type.isOneOf) return false;
    const fields = type.getFields();
    const names = new Set<string>();
    for (const { name, value } of given) {
      const field = fields[name.value];
      if (!field || names.has(name.value) || !this.fits(value, field.type, field.defaultValue !== undefined))
        return false;
      names.add(name.value);
    }
    return requiredOf(type).every((name) => names.has(name));
  }
}

const required = new WeakMap<GraphQLInputObjectType, readonly string[]>();

function requiredOf(type: GraphQLInputObjectType): readonly string[] {
  let names = required.get(type);
  if (!names) {
    names = Object.values(type.getFields())
      .filter(isRequiredInputField)
      .map(({ name }) => name);
    required.set(type, names);
  }
  return names;
}

function leafFits(node: ValueNode, type: GraphQLLeafType): boolean {
  if (node.kind === Kind.STRING && node.value.includes("\0")) return false;
  if ((node.kind === Kind.INT || node.kind === Kind.FLOAT) && !Number.isFinite(Number(node.value)))
    return false;
  try {
    return type.parseLiteral(node, undefined) !== undefined;
  } catch {
    return false;
  }
}
