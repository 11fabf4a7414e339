import { isScalarType, isSpecifiedScalarType, type GraphQLSchema } from "graphql";

/** TypeScript types of the graph's own scalars, as they are in JSON. */
const TYPES: Readonly<Record<string, string>> = {
  Date: "string",
  DateTime: "string",
  Month: "string",
  RegionCode: "string",
  SafeInt: "number",
  SubmittedCells: "Readonly<Record<string, string | number | boolean | null>>",
};

/** The TypeScript type of every scalar that is not GraphQL's own. Throws an error that names a scalar without one. */
export function scalarTypes(schema: GraphQLSchema): Record<string, string> {
  const own = Object.values(schema.getTypeMap()).filter(
    (type) => isScalarType(type) && !isSpecifiedScalarType(type),
  );
  return Object.fromEntries(
    own.map(({ name }) => {
      const type = TYPES[name];
      if (type === undefined)
        throw new Error(`Give the scalar ${name} a type in scripts/client-kit/scalars.ts.`);
      return [name, type];
    }),
  );
}
