import { z } from "zod";
import { Field, MappingSchema, Unpivot, type Mapping } from "./mapping.js";
import { mappingFaults } from "./mapping-faults.js";
import { tableNamed, TABLES } from "../package/tables.js";

/** Parses a mapping. Throws an Error that names every fault. */
export function readMapping(text: string): Mapping {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`The mapping is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const result = MappingSchema.safeParse(json);
  const mapping = result.success ? result.data : validPart(json);
  const faults = [...(result.error?.issues ?? []), ...(mapping ? mappingFaults(mapping) : [])];
  if (result.success && faults.length === 0) return result.data;
  const lines = faults.map(
    ({ path, message }) => `${path.length > 0 ? path.join(".") : "mapping"}: ${message}`,
  );
  throw new Error(
    `The mapping has ${faults.length} fault${faults.length === 1 ? "" : "s"}:\n${lines.join("\n")}`,
  );
}

// The valid part of a malformed mapping, so that its other faults are reported, too. Malformed fields count as named.
function validPart(json: unknown): Mapping | null {
  const outline = Outline.safeParse(json).data;
  if (!outline) return null;
  const known = tableNamed(outline.table).columns;
  const fields = Object.entries(outline.fields).map(([name, field]) => {
    const kind = known[name]?.kind;
    return [name, kind && Field[kind].safeParse(field).data] as const;
  });
  return { ...outline, locale: "id", fields: Object.fromEntries(fields) };
}

const Outline = z.object({
  table: z.enum([...TABLES.keys()]),
  fields: z.record(z.string(), z.unknown()),
  unpivot: Unpivot.optional(),
});
