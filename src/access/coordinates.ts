import {
  getNamedType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import { Attached } from "../collections.js";
import { neededBy } from "../graph/declare/scope.js";
import { isRestricted } from "../graph/declare/table.js";

/** A field that a document selects. */
export interface Coordinate {
  /** `Type.field`. */
  name: string;
  /** Whether it, or the rows that it belongs to or leads to, are not for everybody. */
  isProtected: boolean;
}

const known = new Attached<DocumentNode, readonly Coordinate[]>();

/** The fields that a document selects, each once. */
export function coordinatesIn(schema: GraphQLSchema, document: DocumentNode): readonly Coordinate[] {
  let found = known.get(document);
  if (!found) known.set(document, (found = collect(schema, document)));
  return found;
}

function collect(schema: GraphQLSchema, document: DocumentNode): Coordinate[] {
  const found = new Map<string, Coordinate>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      [Kind.FIELD]: () => {
        const [parent, field] = [types.getParentType(), types.getFieldDef()];
        if (!parent || !field || field.name.startsWith("__")) return;
        const name = `${parent.name}.${field.name}`;
        const isProtected =
          neededBy(field) !== undefined ||
          isRestricted(parent.name) ||
          isRestricted(getNamedType(field.type).name);
        found.set(name, { name, isProtected });
      },
    }),
  );
  return [...found.values()];
}
