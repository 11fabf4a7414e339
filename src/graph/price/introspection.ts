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
import { argumentsOrNull } from "../plan/arguments.js";
import { MAX_COLLECTED, orNothing, TooManyFields, type Collected } from "./outline.js";

/**
 * The exact number of fields that an introspection field answers, which depends only on the schema. A selection of one
 * part of the schema is visited once, however often the answer shows it. Throws TooManyFields.
 */
export function introspectedFields(
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  selection: Selection,
): number {
  return new Introspection(selection).under(field, nodes, undefined);
}

/** The fields that are selected at one place, and how many fields are answered for each part of the schema there. */
interface Counted {
  collected: Collected;
  fields: Map<object, number>;
}

class Introspection {
  readonly #counted = new Map<readonly FieldNode[], Counted>();
  #left = MAX_COLLECTED;

  constructor(readonly selection: Selection) {}

  /** The number of fields below one field of a part of the schema. */
  under(field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[], part: unknown): number {
    const type = getNamedType(field.type);
    const [node] = nodes;
    if (!isObjectType(type) || !node || !field.resolve) return 0;
    const args = argumentsOrNull(field, node, this.selection.variableValues);
    if (!args) return 0;
    // Introspection resolvers use only the schema of GraphQLResolveInfo.
    const info = { schema: this.selection.schema } as GraphQLResolveInfo;
    const found = field.resolve(part, args, null, info);
    let fields = 0;
    for (const each of Array.isArray(found) ? (found as unknown[]) : [found])
      if (typeof each === "object" && each !== null) fields += this.#of(each, type, nodes);
    return fields;
  }

  #of(part: object, type: GraphQLObjectType, nodes: readonly FieldNode[]): number {
    const counted = this.#countedAt(nodes, type);
    const cached = counted.fields.get(part);
    if (cached !== undefined) return cached;
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
