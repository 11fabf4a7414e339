import { getNamedType, isObjectType, type FieldNode, type GraphQLObjectType } from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";
import { derivedFrom } from "../declare/fields.js";
import { under } from "../declare/materialized.js";
import type { Table } from "../declare/table.js";
import type { RowPlan } from "./plan.js";
import type { Selection } from "./plan-cache.js";

/** The plan for rows that materialize the objects of some fields; null when a selected field is not materialized. */
export function materializedPlan(
  table: Table,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  { schema, fragments, variableValues }: Selection,
): RowPlan | null {
  const properties = new Set<string>();
  const isMaterialized = (parent: GraphQLObjectType, of: readonly FieldNode[], path: string): boolean =>
    [...collectSubfields(schema, fragments, variableValues, parent, of).values()].every((below) => {
      const name = below[0]?.name.value ?? "";
      const field = parent.getFields()[name];
      if (!field) return true; // `__typename`
      const property = under(path, name);
      if (table.has(property)) {
        properties.add(property);
        return true;
      }
      const nullMarkers = derivedFrom(table.declaration.entity, property);
      const next = getNamedType(field.type);
      if (!nullMarkers || !isObjectType(next)) return false;
      for (const nullMarker of nullMarkers) properties.add(nullMarker);
      return isMaterialized(next, below, property);
    });
  return isMaterialized(type, nodes, "") ? { properties, relations: [] } : null;
}
