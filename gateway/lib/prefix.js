import { createRenameFieldTransform, createRenameTypeTransform } from "@graphql-mesh/compose-cli";
import { MapperKind } from "@graphql-tools/utils";
import { getNamedType, isSpecifiedScalarType } from "graphql";

const capital = (text) => `${text[0].toUpperCase()}${text.slice(1)}`;
const small = (text) => `${text[0].toLowerCase()}${text.slice(1)}`;

/** The name of a root field of a source in the graph: `minimumWages` of Wages is `wagesMinimumWages`. */
export const rootField = (prefix, name) => (prefix === "" ? name : small(`${prefix}${capital(name)}`));

const ROOTS = new Set(["Query", "Mutation", "Subscription"]);

/** Transforms that begin the names of types and root fields of a source with its prefix, so that no other source has them. */
export function prefixed(prefix) {
  if (prefix === "") return [];
  return [
    createRenameFieldTransform(({ fieldName }) => rootField(prefix, fieldName), MapperKind.ROOT_FIELD),
    (schema, config) => {
      // The arguments of directives are Mesh's own.
      const ofDirectives = schema
        .getDirectives()
        .flatMap(({ args }) => args.map(({ type }) => getNamedType(type).name));
      const stays = new Set([...ROOTS, ...ofDirectives]);
      return createRenameTypeTransform(({ typeName }) =>
        stays.has(typeName) || typeName.startsWith("_") || isSpecifiedScalarType(schema.getType(typeName))
          ? typeName
          : `${prefix}${typeName}`,
      )(schema, config);
    },
  ];
}
