import {
  getOperationAST,
  getVariableValues,
  type GraphQLError,
  Kind,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import type { DataSource } from "typeorm";
import { OPERATOR } from "../access/viewer.js";
import type { Config } from "../config.js";
import { Deadline } from "../database/deadline.js";
import { Session } from "../database/session.js";
import { observeStatements, runPlain, sql } from "../database/statement.js";
import { operationTimeout } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import { documentBounds } from "../graph/document/document-bounds.js";
import { soundDocument } from "../graph/document/sound-document.js";
import type { Explanation } from "../graph/explain/explanation.js";
import { Watch } from "../graph/explain/watch.js";
import { Reader } from "../graph/read/reader.js";
import { preparing } from "./executor.js";
import { innermost } from "./format-error.js";
import { withinPrice } from "./price-guard.js";
import { servedSchema } from "./schema.js";

/** An operation to explain; `operationName` may be null when the document has only one. */
export interface Explained {
  document: string;
  operationName: string | null;
  variables: Record<string, unknown>;
}

/**
 * Executes an operation once as the server does, within the same limits, and returns what was read for it. Throws an
 * Error with the faults of an operation that cannot be executed; errors during execution are part of the explanation.
 * No other operation may run on the data source meanwhile: its statements would be attributed to this one.
 */
export async function explain(
  dataSource: DataSource,
  config: Config,
  { document: text, operationName, variables }: Explained,
): Promise<Explanation> {
  const { schema } = servedSchema();
  const document = documentOf(schema, text, config);
  const operation = operationOf(document, operationName);
  requireVariables(schema, operation, variables);
  const name = operation.name?.value ?? null;
  const deadline = new Deadline(config.operationTimeoutMs, () => operationTimeout(config.operationTimeoutMs));
  const session = new Session(dataSource, deadline.signal);
  try {
    return await watched(session, config, {
      schema,
      document,
      operationName: name,
      variableValues: variables,
    });
  } finally {
    deadline.end(new Error("The operation has been explained"));
  }
}

async function watched(
  session: Session,
  config: Config,
  args: ExecutionArgs & { operationName: string | null },
): Promise<Explanation> {
  const watch = new Watch();
  watch.watchResolvers(args.schema);
  const reader = new Reader(session, OPERATOR, config.maxRows, true, watch);
  const contextValue: Context = { db: session, reader, viewer: OPERATOR, requestId: "explain" };
  const execute = withinPrice(preparing(args.schema), config);
  // The first statement starts a process or opens a connection, which a running server has done already.
  await runPlain(session, "before an explanation", sql`SELECT 1`);
  const stop = observeStatements(session.dataSource, (ran) => {
    watch.ran(ran);
  });
  try {
    const since = performance.now();
    const { data, errors = [] } = await session.within(Promise.resolve(execute({ ...args, contextValue })));
    const milliseconds = performance.now() - since;
    if (data === undefined) throw new Error(errors.map(({ message }) => message).join("\n"));
    const { price = 0 } = contextValue;
    return { name: args.operationName, root: watch.root, milliseconds, price, errors: errors.map(described) };
  } finally {
    stop();
    watch.end();
  }
}

function documentOf(schema: GraphQLSchema, text: string, { maxTokens, maxDepth }: Config): DocumentNode {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens });
  } catch (error) {
    throw new Error(`The document cannot be read:\n${faults([error as GraphQLError])}`, { cause: error });
  }
  const rules = [...specifiedRules, documentBounds(maxDepth), soundDocument];
  const errors = validate(schema, document, rules);
  if (errors.length > 0) throw new Error(`The document is not valid:\n${faults(errors)}`);
  return document;
}

function operationOf(document: DocumentNode, name: string | null): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  const names = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value ?? "one without a name"] : [],
  );
  if (names.length === 0) throw new Error("The document has no operation.");
  const available = `The document has ${names.join(", ")}.`;
  throw new Error(
    name === null
      ? `The document has several operations: name one. ${available}`
      : `There is no operation ${name}. ${available}`,
  );
}

function requireVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Record<string, unknown>,
): void {
  const { errors } = getVariableValues(schema, variableDefinitions, variables);
  if (errors) throw new Error(`The variables do not fit the operation:\n${faults(errors)}`);
}

const faults = (errors: readonly GraphQLError[]): string =>
  errors
    .map(({ message, locations }) => {
      const [place] = locations ?? [];
      return place ? `  line ${place.line}, column ${place.column}: ${message}` : `  ${message}`;
    })
    .join("\n");

// Includes messages that the server would mask.
function described(error: GraphQLError): string {
  const inner = innermost(error);
  const message = inner instanceof Error ? inner.message : String(inner);
  return `${error.path?.join(".") ?? "the operation"}: ${message}`;
}
