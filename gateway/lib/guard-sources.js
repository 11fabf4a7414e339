import { GraphQLError } from "graphql";
import { checkedMatches } from "./check-matches.js";
import { checkedResult } from "./check-result.js";
import { requestIdOf } from "./request-id.js";

/**
 * A plug-in that keeps the faults of a source to its own fields: ends a request that takes too long, and says no more to
 * callers than which source failed, unless the source is trusted. Everything is logged.
 */
export function guardSources(sources, getSchema, log) {
  const byName = new Map(sources.map((source) => [source.name, source]));
  return {
    onSubgraphExecute({ subgraphName, executor, setExecutor }) {
      const source = byName.get(subgraphName);
      if (!source) return;
      const held = async (request) => holdTo(source, await executor(request), await getSchema(), request);
      setExecutor((request) => answerOf(source, source.trusted ? executor : held, request, log));
    },
  };
}

/** Subgraphs say themselves what their answers are; those of services are read by what describes them. */
const holdTo = (source, result, schema, request) =>
  source.kind === "subgraph"
    ? checkedResult(result, schema, request)
    : checkedMatches(source, result, request);

/** What a source answers in its time, with errors as callers may read them. */
export async function answerOf(source, executor, request, log) {
  const result = await inTime(source, executor, request).catch((error) => ({ data: null, errors: [error] }));
  if (!result?.errors?.length) return result;
  const requestId = request.context?.request && requestIdOf(request.context.request);
  for (const error of result.errors.filter((each) => !isTold(source, each)))
    log.warn({ source: source.name, requestId, reason: error.message }, "a source failed");
  return { ...result, errors: result.errors.map((error) => told(source, error)) };
}

async function inTime({ timeoutMs, name }, executor, request) {
  const late = AbortSignal.timeout(timeoutMs);
  const signal = request.signal ? AbortSignal.any([request.signal, late]) : late;
  let stop;
  const ended = new Promise((_resolve, reject) => {
    stop = () => reject(late.aborted ? new Error(`${name} took more than ${timeoutMs} ms`) : signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([ended, executor({ ...request, signal })]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The codes that Cakupan tells; whatever else fails on the way to it is as with any source. */
const isOurs = ({ extensions = {} }) =>
  typeof extensions.code === "string" && !/^(DOWNSTREAM|RESPONSE_VALIDATION)/.test(extensions.code);

/** Whether callers read an error as it is: then it is an answer to them, and no failure of the source. */
const isTold = ({ trusted }, error) => trusted && isOurs(error);

function told(source, error) {
  const { name } = source;
  const { path, extensions = {} } = error;
  if (isTold(source, error)) {
    // The status of one source is not that of the answer.
    const kept = { ...extensions, http: undefined, source: name };
    return new GraphQLError(error.message, { path, extensions: kept });
  }
  return new GraphQLError(`The source "${name}" did not answer.`, {
    path,
    extensions: { code: "SOURCE_FAILED", source: name },
  });
}
