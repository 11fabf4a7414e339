import { createHash } from "node:crypto";
import {
  HeaderMap,
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  type GraphQLRequestListener,
  type GraphQLResponse,
} from "@apollo/server";
import { OperationTypeNode, type FormattedExecutionResult } from "graphql";
import type { Config } from "../config.js";
import type { Context } from "../graph/declare/context.js";
import { SERVER_VERSION } from "../modules/about/server-version.js";
import { AnswerCache } from "./answer-cache.js";
import { textOf, writtenData } from "./answer-text.js";
import { dataVersion } from "./data-version.js";
import { allowCaching, namesTag } from "./http-caching.js";
import type { ServedSchema } from "./schema.js";

type Request = GraphQLRequestContext<Context>;

const MEGABYTE = 1_000_000;

/**
 * Answers operations that come back from memory as long as the data stays the same, and lets caches outside ask whether
 * their answer to a GET still holds. Nothing but the operation, its variables and the data's version tells answers
 * apart: whatever else a field depends on must become part of these.
 */
export function rememberAnswers(
  { answerCacheMb }: Pick<Config, "answerCacheMb">,
  { sdl }: ServedSchema,
): ApolloServerPlugin<Context> {
  const cache = answerCacheMb === 0 ? null : new AnswerCache(answerCacheMb * MEGABYTE);
  const release = digest([SERVER_VERSION, sdl]);
  return {
    requestDidStart: ({ contextValue: { isPage = false } }) =>
      Promise.resolve(isPage ? undefined : new RememberedRequest(cache, release)),
  };
}

class RememberedRequest implements GraphQLRequestListener<Context> {
  #tag: string | null = null;
  #remember: ((text: string) => void) | null = null;

  constructor(
    readonly cache: AnswerCache | null,
    readonly release: string,
  ) {}

  async responseForOperation(request: Request): Promise<GraphQLResponse | null> {
    const get = request.request.http?.method === "GET" ? request.request.http : null;
    const question = get || this.cache ? questionOf(request) : null;
    if (question === null) return null;
    const cache = this.cache?.comesBack(question) ? this.cache : null;
    if (!get && !cache) return null;
    // Where the version cannot be read, the operation meets the same fault, and tells it in its place.
    const version = await dataVersion(request.contextValue.db).catch(() => null);
    if (version === null) return null;
    if (get) {
      this.#tag = `"${digest([this.release, question, version, get.headers.get("accept")])}"`;
      if (namesTag(get.headers.get("if-none-match"), this.#tag)) return withoutExecution(request, {}, 304);
    }
    const text = cache?.get(question, version);
    if (text !== undefined) return withoutExecution(request, { data: writtenData(text) });
    if (cache)
      this.#remember = (written) => {
        cache.set(question, version, written);
      };
    return null;
  }

  willSendResponse({ response: { http, body } }: Request): Promise<void> {
    if (body?.kind === "single" && !body.singleResult.errors) {
      if (this.#tag !== null) allowCaching(http.headers, this.#tag);
      const text = body.singleResult.data && textOf(body.singleResult.data);
      if (typeof text === "string") this.#remember?.(text);
    }
    return Promise.resolve();
  }
}

function withoutExecution(
  { metrics }: Request,
  singleResult: FormattedExecutionResult<Record<string, unknown>>,
  status = 200,
): GraphQLResponse {
  metrics.responseCacheHit = true;
  return { body: { kind: "single", singleResult }, http: { status, headers: new HeaderMap() } };
}

/** What tells an operation with its variables from all others; null for what is never answered from memory. */
function questionOf({ queryHash, operation, operationName, request }: Request): string | null {
  if (operation?.operation !== OperationTypeNode.QUERY || queryHash === undefined) return null;
  return digest([queryHash, operationName, JSON.stringify(request.variables ?? {}, withSortedKeys)]);
}

function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const digest = (parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
