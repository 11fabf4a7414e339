import { codegen } from "@graphql-codegen/core";
import * as typedDocuments from "@graphql-codegen/typed-document-node";
import * as operationTypes from "@graphql-codegen/typescript-operations";
import {
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type SelectionNode,
} from "graphql";
import type { ExampleOperation } from "../../src/server/operations.js";
import { scalarTypes } from "./scalars.js";

/**
 * TypeScript with a typed document for each example, in the order of their names. Documents select the `id` of every
 * row that has one, since caches know rows by it.
 */
export async function documentsModule(
  schema: GraphQLSchema,
  clientSdl: string,
  examples: readonly ExampleOperation[],
): Promise<string> {
  const documents = examples
    .map(({ name, document }) => ({ location: name, document: parse(document, { noLocation: true }) }))
    .filter(({ document }) => !isForGateways(document))
    .map(({ location, document }) => ({ location, document: withIds(schema, document) }));
  return codegen({
    filename: "documents.ts",
    schema: parse(clientSdl),
    schemaAst: schema,
    documents,
    plugins: [{ operationTypes: {} }, { typedDocuments: {} }],
    pluginMap: { operationTypes, typedDocuments },
    config: {
      scalars: scalarTypes(schema),
      strictScalars: true,
      useTypeImports: true,
      immutableTypes: true,
      dedupeFragments: true,
    },
  });
}

/** Whether an operation has a field of federation, which the SDL for clients has not. */
function isForGateways({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.selectionSet.selections.some(
        (selection) => selection.kind === Kind.FIELD && selection.name.value === "_entities",
      ),
  );
}

const ID: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "id" } };

/** The same document with `id` in front of each selection of a type that has it. */
function withIds(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave(node) {
          const type = types.getParentType();
          const hasId = (isObjectType(type) || isInterfaceType(type)) && "id" in type.getFields();
          if (!hasId || node.selections.some(answersId)) return undefined;
          return { ...node, selections: [ID, ...node.selections] };
        },
      },
    }),
  );
}

const answersId = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD && (selection.alias ?? selection.name).value === "id";
