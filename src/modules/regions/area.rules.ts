import { via } from "../../graph/declare/filter-fields.js";
import { namesOf, type FilterField } from "../../graph/declare/filter.js";
import type { StoredRelation } from "../../graph/declare/relation-type.js";
import { sql } from "../../database/statement.js";
import { isKemendagriCode } from "./region-code.scalar.js";

/** The property that has the area in which a row is, for areas such as that of a code; null when no property has. */
export type AreaOf = (code: string) => string | null;

/**
 * A condition on the region to which a relation leads. What is within an area is found by the property that has it, since no
 * index has the order of a list across the codes of many regions.
 */
export function viaRegion(relation: StoredRelation, areaOf: AreaOf, description: string): FilterField {
  const field = via(relation, description);
  const areaIn = (operand: object): { property: string; code: string } | null => {
    const { within: code } = operand as { within?: string };
    if (code === undefined || !isKemendagriCode(code) || namesOf(operand).length > 1) return null;
    const property = areaOf(code);
    return property === null ? null : { property, code };
  };
  return {
    ...field,
    toSql: (operand, place) => {
      const area = areaIn(operand);
      return area ? sql`${place.column(area.property)} = ${area.code}` : field.toSql(operand, place);
    },
    about: (operand) => areaIn(operand)?.property ?? field.about?.(operand) ?? null,
    holds: (operand) => areaIn(operand)?.property ?? field.holds?.(operand) ?? null,
  };
}
