import { withSources } from "./citing.js";
import type { AskGraph, ToolAnswer, ToolOperation } from "./tool.js";

const ABOUT = "query Citation { about { dataVersion citation attribution } }";

/**
 * Asks the graph and returns its answer with its sources, the version of the data and how to cite it. An answer without
 * any data is a fault.
 */
export async function answerOf(operation: ToolOperation, ask: AskGraph): Promise<ToolAnswer> {
  const { data, errors } = await ask(operation);
  if (data === null) return { content: { errors }, isError: true };
  const about = await ask({ query: ABOUT, variables: {}, operationName: null });
  if (about.data === null) return { content: { errors: about.errors }, isError: true };
  const content = { ...withSources(data), ...(about.data.about as Record<string, unknown>) };
  return { content: errors.length > 0 ? { ...content, errors } : content, isError: false };
}
