import { Kind, parse } from "graphql";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import * as documents from "../../clients/src/generated/documents.js";
import { readOperations } from "../../src/server/operations.js";

/** An example, as the kit has it: its typed document, with the variables of the example. */
export interface KitOperation {
  name: string;
  document: TypedDocumentNode<any, any>;
  variables: Record<string, unknown>;
}

/** The examples that the kit has a document of, in the order of their names. */
export async function kitOperations(): Promise<KitOperation[]> {
  const examples = await readOperations("schema/operations");
  return examples.flatMap(({ name, document, variables = {} }) => {
    const typed = (documents as Record<string, unknown>)[`${operationName(document)}Document`];
    return typed === undefined ? [] : [{ name, document: typed as TypedDocumentNode<any, any>, variables }];
  });
}

/** The name of the operation of a document. */
function operationName(document: string): string {
  const operation = parse(document).definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return operation?.kind === Kind.OPERATION_DEFINITION ? (operation.name?.value ?? "") : "";
}

/** `fetch` that counts its requests. */
export function countingFetch(): { fetch: typeof fetch; count: () => number } {
  let requests = 0;
  return {
    fetch: (...request) => {
      requests += 1;
      return fetch(...request);
    },
    count: () => requests,
  };
}
