import {
  HeaderMap,
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  type GraphQLRequestListener,
  type GraphQLResponse,
} from "@apollo/server";
import { OperationTypeNode, type FormattedExecutionResult } from "graphql";
import type { Config } from "../config.js";
import { watchServer } from "../database/one-server.js";
import type { Context } from "../graph/declare/context.js";
import { AnswerCache } from "./answer-cache.js";
import { digest, releaseOf, variablesText } from "./answer-tag.js";
import { textOf, writtenData } from "./answer-text.js";
import { dataVersion } from "./data-version.js";
import { allowCaching, namesTag } from "./http-caching.js";
import type { ServedSchema } from "./schema.js";
import { COST_HEADER } from "./tell-cost.js";

type Request = GraphQLRequestContext<Context>;

const MEGABYTE = 1_000_000;

/**
 * Answers repeated operations from memory as long as the data stays the same, and lets HTTP caches revalidate their
 * answers to GET without a key. The cache key is the operation, its variables, the viewer's access class and the data
 * version: anything else on which a field depends must become part of it.
 */
export function rememberAnswers(
  { answerCacheMb }: Pick<Config, "answerCacheMb">,
  served: ServedSchema,
  watch: (cache: AnswerCache) => void = () => undefined,
): ApolloServerPlugin<Context> {
  const cache = answerCacheMb === 0 ? null : new AnswerCache(answerCacheMb * MEGABYTE);
  if (cache) watch(cache);
  const release = releaseOf(served);
  return {
    requestDidStart: ({ contextValue: { isPage = false } }) =>
      Promise.resolve(isPage ? undefined : new CachedRequest(cache, release)),
  };
}

class CachedRequest implements GraphQLRequestListener<Context> {
  #tag: string | null = null;
  #store: ((text: string) => void) | null = null;
  #isOfOneServer: () => boolean = () => true;

  constructor(
    readonly cache: AnswerCache | null,
    readonly release: string,
  ) {}

  async responseForOperation(request: Request): Promise<GraphQLResponse | null> {
    const isKeyed = request.contextValue.viewer.accessClass !== "";
    // What a key opens is never for the caches on the way.
    const get = !isKeyed && isCacheable(request) ? (request.request.http ?? null) : null;
    const key = get || this.cache ? keyOf(request) : null;
    if (key === null) return null;
    const cache = this.cache?.comesBack(key) ? this.cache : null;
    if (!get && !cache) return null;
    this.#isOfOneServer = watchServer(request.contextValue.db);
    // When the version cannot be read, the operation is executed, so that its own error is reported.
    const version = await dataVersion(request.contextValue.db).catch(() => null);
    if (version === null) return null;
    if (get) {
      this.#tag = `"${digest([this.release, key, version, get.headers.get("accept")])}"`;
      if (namesTag(get.headers.get("if-none-match"), this.#tag)) return withoutExecution(request, {}, 304);
    }
    const text = cache?.get(key, version);
    if (text !== undefined) return withoutExecution(request, { data: writtenData(text) });
    if (cache)
      this.#store = (written) => {
        cache.set(key, version, written);
      };
    return null;
  }

  willSendResponse({ response: { http, body } }: Request): Promise<void> {
    // Rows of another server may be older than the version; they hold for this answer only.
    if (body?.kind === "single" && !body.singleResult.errors && this.#isOfOneServer()) {
      if (this.#tag !== null) allowCaching(http.headers, this.#tag);
      const text = body.singleResult.data && textOf(body.singleResult.data);
      if (typeof text === "string") this.#store?.(text);
    }
    return Promise.resolve();
  }
}

// What an operation costs is told to one request only.
const isCacheable = ({ request: { http } }: Request): boolean =>
  http?.method === "GET" && http.headers.get(COST_HEADER) === undefined;

function withoutExecution(
  { metrics }: Request,
  singleResult: FormattedExecutionResult<Record<string, unknown>>,
  status = 200,
): GraphQLResponse {
  metrics.responseCacheHit = true;
  return { body: { kind: "single", singleResult }, http: { status, headers: new HeaderMap() } };
}

// Fields about the viewer differ within a class, and from one request to the next. Submissions change between loads.
const UNREMEMBERED = /viewer|submission/i;

/** A digest of an operation with its variables; null for operations that are never cached. */
function keyOf({
  queryHash,
  operation,
  operationName,
  source,
  request,
  contextValue: { viewer },
}: Request): string | null {
  if (operation?.operation !== OperationTypeNode.QUERY || queryHash === undefined) return null;
  if (source === undefined || UNREMEMBERED.test(source)) return null;
  return digest([queryHash, operationName, variablesText(request.variables ?? {}), viewer.accessClass]);
}
