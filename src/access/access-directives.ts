import { isInterfaceType, isObjectType, type GraphQLSchema } from "graphql";
import { neededBy, partsOf } from "../graph/declare/scope.js";

/** The tag of everything that is not for everybody, by which routers' contracts may leave it out. */
const TAG = "partner";

/**
 * Says in the SDL what needs which scope: `@requiresScopes` on fields of types, and `@tag(name: "partner")` on these and on
 * arguments, input fields and enum values. It documents for routers what this server guards by itself.
 */
export function describeAccess(schema: GraphQLSchema): void {
  for (const [[place = ""], part] of partsOf(schema)) {
    const need = neededBy(part);
    if (!need) continue;
    const type = schema.getType(place.replace(/\..*/s, ""));
    const isField = (isObjectType(type) || isInterfaceType(type)) && !place.endsWith(")");
    const directives = {
      ...(isField ? { requiresScopes: { scopes: need.scopes.map((scope) => [scope]) } } : {}),
      tag: { name: TAG },
    };
    part.extensions = { ...part.extensions, directives };
  }
}
