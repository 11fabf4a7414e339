import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  getDirectiveValues,
  isCompositeType,
  isUnionType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** A field as it is selected, with its definition. */
export interface Selected {
  node: FieldNode;
  field: GraphQLField<unknown, unknown>;
}

/** A selection set and the type that it selects from. */
export interface SelectionOf {
  selectionSet: SelectionSetNode | undefined;
  type: GraphQLCompositeType;
}

/** Reads selections of one operation as its executor does: fragments opened, `@skip` and `@include` heeded. */
export class Selections {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(
    readonly schema: GraphQLSchema,
    fragments: readonly FragmentDefinitionNode[],
    readonly variables: Record<string, unknown>,
  ) {
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  /** The fields by the names under which they are answered. What is selected for some types only is among them. */
  fields(selections: readonly SelectionOf[]): Map<string, Selected[]> {
    const found = new Map<string, Selected[]>();
    for (const { selectionSet, type } of selections) this.#collect(selectionSet, type, found);
    return found;
  }

  #collect(
    selectionSet: SelectionSetNode | undefined,
    type: GraphQLCompositeType,
    found: Map<string, Selected[]>,
  ): void {
    for (const node of selectionSet?.selections ?? []) {
      if (!this.#isIncluded(node)) continue;
      if (node.kind === Kind.FIELD) {
        const field = this.#definition(type, node.name.value);
        const key = node.alias?.value ?? node.name.value;
        if (field) found.set(key, [...(found.get(key) ?? []), { node, field }]);
        continue;
      }
      const part = node.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(node.name.value) : node;
      const condition = part?.typeCondition && this.schema.getType(part.typeCondition.name.value);
      this.#collect(part?.selectionSet, isCompositeType(condition) ? condition : type, found);
    }
  }

  #isIncluded(node: SelectionNode): boolean {
    const skip = getDirectiveValues(GraphQLSkipDirective, node, this.variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, node, this.variables);
    return skip?.if !== true && include?.if !== false;
  }

  #definition(type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
    const meta = [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef].find(
      (field) => field.name === name,
    );
    return meta ?? (isUnionType(type) ? undefined : type.getFields()[name]);
  }
}
