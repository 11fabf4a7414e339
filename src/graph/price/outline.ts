import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import { getFieldDef } from "graphql/execution/execute.js";
import type { Selection } from "../plan/plan-cache.js";

/** The selection of the objects at one place of an operation, without the values of its arguments. */
export interface Place {
  /** The most fields that are answered for one object. */
  width: number;
  /** The fields that cost more than being answered. */
  fields: readonly PlacedField[];
}

export interface PlacedField {
  /** Its response key: the alias or the name of the field. */
  key: string;
  field: GraphQLField<unknown, unknown>;
  nodes: readonly FieldNode[];
  isList: boolean;
  /** The selection of the objects that it leads to; null for leaf types and introspection. */
  below: Place | null;
}

/**
 * The most fields that are collected for one operation, over all types at all places; no useful operation needs more.
 */
export const MAX_COLLECTED = 50_000;

/** Thrown for an operation whose fragments expand to more than MAX_COLLECTED fields. */
export class TooManyFields extends Error {
  override name = "TooManyFields";
}

/**
 * Outlines an operation as the executor will run it: spreads fragments, applies `@skip` and `@include`, and merges the
 * fields of each response key. Repeated spreads of a fragment share one outline. Throws TooManyFields.
 */
export function outline(selection: Selection, operation: OperationDefinitionNode): Place {
  const type = selection.schema.getRootType(operation.operation);
  if (!type) return { width: 0, fields: [] };
  const { schema, fragments, variableValues } = selection;
  return new Outliner(selection).place([type], (of) =>
    collectFields(schema, fragments, variableValues, of, operation.selectionSet),
  );
}

/** Field nodes by response key. */
export type Collected = ReadonlyMap<string, readonly FieldNode[]>;

class Outliner {
  readonly #places = new Map<string, Place>();
  readonly #numbers = new Map<FieldNode, number>();
  #left = MAX_COLLECTED;

  constructor(readonly selection: Selection) {}

  place(types: readonly GraphQLObjectType[], collect: (type: GraphQLObjectType) => Collected): Place {
    let width = 0;
    const found = new Map<string, PlacedField>();
    for (const type of types) {
      const collected = orNothing(() => collect(type));
      this.#left -= collected.size;
      if (this.#left < 0) throw new TooManyFields();
      width = Math.max(width, collected.size);
      for (const [key, nodes] of collected) {
        const field = nodes[0] && getFieldDef(this.selection.schema, type, nodes[0]);
        if (!field || !isPriced(field)) continue;
        // Types of one interface that select the same field share it.
        const same = `${this.#named(nodes)} ${String(field.type)}`;
        if (!found.has(same)) found.set(same, this.#placed(key, field, nodes));
      }
    }
    return { width, fields: [...found.values()] };
  }

  #placed(key: string, field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[]): PlacedField {
    const isList = isListType(getNullableType(field.type));
    return { key, field, nodes, isList, below: this.#below(field, nodes) };
  }

  #below(field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[]): Place | null {
    const type = getNamedType(field.type);
    const types = objectTypes(this.selection.schema, type);
    if (types.length === 0 || type.name.startsWith("__")) return null;
    const name = `${this.#named(nodes)} ${type.name}`;
    const cached = this.#places.get(name);
    if (cached) return cached;
    const { schema, fragments, variableValues } = this.selection;
    const place = this.place(types, (of) => collectSubfields(schema, fragments, variableValues, of, nodes));
    this.#places.set(name, place);
    return place;
  }

  #named(nodes: readonly FieldNode[]): string {
    return nodes
      .map((node) => {
        const number = this.#numbers.get(node) ?? this.#numbers.size;
        this.#numbers.set(node, number);
        return number;
      })
      .join();
  }
}

/** The collected fields of an object; none when a directive's argument is null, for which execution fails. */
export function orNothing(collect: () => Collected): Collected {
  try {
    return collect();
  } catch (error) {
    if (error instanceof GraphQLError) return new Map();
    throw error;
  }
}

function isPriced(field: GraphQLField<unknown, unknown>): boolean {
  const isRead = field.resolve !== undefined && field !== TypeNameMetaFieldDef;
  return isRead || field.extensions.price !== undefined || !isLeafType(getNamedType(field.type));
}

function objectTypes(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}
