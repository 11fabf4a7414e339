import { getOperationAST, parse, type GraphQLSchema } from "graphql";
import type { Operation } from "../download/operation.js";
import { notFound, shortened } from "../errors.js";
import { variablesInLink } from "./link-variables.js";
import type { ExampleOperation } from "./operations.js";
import type { PersistedDocuments } from "./persisted-documents.js";

const SHA_256 = /^[\da-f]{64}$/;

/** The operations that links may name: the examples, by file name, and what clients have persisted, by hash. */
export class ExportLinks {
  readonly #examples: ReadonlyMap<string, ExampleOperation>;

  constructor(
    readonly schema: GraphQLSchema,
    examples: readonly ExampleOperation[],
    readonly persisted: PersistedDocuments,
  ) {
    this.#examples = new Map(examples.map((example) => [example.name, example]));
  }

  /**
   * The operation that a link names, with the link's parameters as its variables. Throws NOT_FOUND for unknown names, and
   * the errors of `variablesInLink`.
   */
  operation(name: string, parameters: URLSearchParams): Operation {
    const example = this.#examples.get(name);
    const query = example?.document ?? this.persisted.document(name);
    if (query === undefined) throw this.#unknown(name);
    const definition = getOperationAST(parse(query));
    const variables = definition
      ? variablesInLink(this.schema, definition, parameters, example?.variables ?? {})
      : {};
    return { query, variables, operationName: null };
  }

  #unknown(name: string): Error {
    if (SHA_256.test(name))
      return notFound(
        "No operation with this hash is known any longer: send it to /graphql as a persisted query again.",
      );
    const words = name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 2);
    const near = [...this.#examples.keys()].filter((other) => words.some((word) => other.includes(word)));
    const such = near.length > 0 ? near : [...this.#examples.keys()].slice(0, 3);
    return notFound(
      `No example operation has the name ${JSON.stringify(shortened(name))}; there are ${such.slice(0, 5).join(", ")}${near.length > 0 ? "" : " and others"}.`,
    );
  }
}
