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
import { queryTooLarge } from "../errors.js";

// By default MAX_TOKENS limits a document to a few thousand fields, but fragments can repeat them.
const MAX_FIELDS = 10_000;

/** A selected field, with its definition. */
export interface Selected {
  node: FieldNode;
  field: GraphQLField<unknown, unknown>;
}

/** A selection set and the type that it selects from. */
export interface SelectionOf {
  selectionSet: SelectionSetNode | undefined;
  type: GraphQLCompositeType;
}

/** Reads selections of one operation as the executor does: expands fragments, and applies `@skip` and `@include`. */
export class Selections {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  #left = MAX_FIELDS;

  constructor(
    readonly schema: GraphQLSchema,
    fragments: readonly FragmentDefinitionNode[],
    readonly variables: Record<string, unknown>,
  ) {
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  /**
   * The fields by response key, including those that are selected for some types only. Throws QUERY_TOO_LARGE when
   * the operation has more than MAX_FIELDS selections with its fragments expanded.
   */
  fields(selections: readonly SelectionOf[]): Map<string, Selected[]> {
    const found = new Map<string, Selected[]>();
    const spread = new Set<string>();
    for (const { selectionSet, type } of selections) this.#collect(selectionSet, type, found, spread);
    return found;
  }

  #collect(
    selectionSet: SelectionSetNode | undefined,
    type: GraphQLCompositeType,
    found: Map<string, Selected[]>,
    spread: Set<string>,
  ): void {
    for (const node of selectionSet?.selections ?? []) {
      if (!this.#isIncluded(node)) continue;
      if (--this.#left < 0)
        throw queryTooLarge(
          `An export may select at most ${MAX_FIELDS} fields, counted each time that a fragment repeats them.`,
        );
      if (node.kind === Kind.FIELD) {
        const field = this.#definition(type, node.name.value);
        const key = node.alias?.value ?? node.name.value;
        if (field) found.set(key, [...(found.get(key) ?? []), { node, field }]);
        continue;
      }
      const isSpread = node.kind === Kind.FRAGMENT_SPREAD;
      // A fragment is spread once per type, since its fields have another definition on another type.
      if (isSpread && spread.has(`${node.name.value} ${type.name}`)) continue;
      if (isSpread) spread.add(`${node.name.value} ${type.name}`);
      const part = isSpread ? this.#fragments.get(node.name.value) : node;
      const condition = part?.typeCondition && this.schema.getType(part.typeCondition.name.value);
      this.#collect(part?.selectionSet, isCompositeType(condition) ? condition : type, found, spread);
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
