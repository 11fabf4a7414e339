import {
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";
import type { Selection } from "../plan/plan-cache.js";
import { argumentsOrNull } from "../declare/field-price.js";
import { MAX_COLLECTED, orNothing, TooManyFields, type Collected } from "./outline.js";

/**
 * How many fields introspection answers, exactly: the schema is all that it depends on. What is asked of one part of the
 * schema at one place is counted once, however often it is shown. Throws TooManyFields.
 */
export function introspectedFields(
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  selection: Selection,
): number {
  return new Introspection(selection).under(field, nodes, undefined);
}

/** What is asked of the parts of the schema at one place, and how many fields it answers for each. */
interface Counted {
  collected: Collected;
  fields: Map<object, number>;
}

class Introspection {
  readonly #counted = new Map<readonly FieldNode[], Counted>();
  #left = MAX_COLLECTED;

  constructor(readonly selection: Selection) {}

  /** The fields of all that one field of a part of the schema leads to. */
  under(field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[], part: unknown): number {
    const type = getNamedType(field.type);
    const [node] = nodes;
    if (!isObjectType(type) || !node || !field.resolve) return 0;
    const args = argumentsOrNull(field, node, this.selection.variableValues);
    if (!args) return 0;
    // Resolvers of introspection read the schema, and nothing else of what the executor tells them.
    const info = { schema: this.selection.schema } as GraphQLResolveInfo;
    const found = field.resolve(part, args, null, info);
    let fields = 0;
    for (const each of Array.isArray(found) ? (found as unknown[]) : [found])
      if (typeof each === "object" && each !== null) fields += this.#of(each, type, nodes);
    return fields;
  }

  #of(part: object, type: GraphQLObjectType, nodes: readonly FieldNode[]): number {
    const counted = this.#countedAt(nodes, type);
    const known = counted.fields.get(part);
    if (known !== undefined) return known;
    let fields = counted.collected.size;
    this.#left -= fields;
    if (this.#left < 0) throw new TooManyFields();
    for (const below of counted.collected.values()) {
      const field = type.getFields()[below[0]?.name.value ?? ""];
      if (field) fields += this.under(field, below, part);
    }
    counted.fields.set(part, fields);
    return fields;
  }

  #countedAt(nodes: readonly FieldNode[], type: GraphQLObjectType): Counted {
    let counted = this.#counted.get(nodes);
    if (!counted) {
      const { schema, fragments, variableValues } = this.selection;
      const collected = orNothing(() => collectSubfields(schema, fragments, variableValues, type, nodes));
      this.#counted.set(nodes, (counted = { collected, fields: new Map<object, number>() }));
    }
    return counted;
  }
}
