import type { Tool as ToolDefinition } from "@modelcontextprotocol/server";
import type { GraphQLFormattedError } from "graphql";

/** An operation that a tool asks the graph. */
export interface ToolOperation {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | null;
}

/** What the graph answers, as `/graphql` would. */
export interface GraphAnswer {
  /** Null when nothing was answered. */
  data: Record<string, unknown> | null;
  errors: readonly GraphQLFormattedError[];
}

/** Runs an operation within the limits and the access of whoever calls the tool. */
export type AskGraph = (operation: ToolOperation) => Promise<GraphAnswer>;

/** What a tool returns: an object that becomes JSON, and whether it tells of a fault instead of an answer. */
export interface ToolAnswer {
  content: Record<string, unknown>;
  isError: boolean;
}

/** A tool, and what happens when it is called. Errors that `call` throws are those of the caller, or masked. */
export interface Tool {
  definition: ToolDefinition;
  call: (given: Readonly<Record<string, unknown>>, ask: AskGraph) => Promise<ToolAnswer>;
}

/** Tools only read, and what they read is this server's. */
export const READS_ONLY = { readOnlyHint: true, idempotentHint: true, openWorldHint: false } as const;
