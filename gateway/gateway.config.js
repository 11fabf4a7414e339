// What Hive Gateway is given. Safe by default: see docs/use/gateway.md.
import { maxDepthPlugin } from "@escape.tech/graphql-armor-max-depth";
import { maxTokensPlugin } from "@escape.tech/graphql-armor-max-tokens";
import { answerHeaders } from "./lib/answer-headers.js";
import { boundAnswers } from "./lib/bound-answers.js";
import { guardSources } from "./lib/guard-sources.js";
import { headersTo } from "./lib/headers.js";
import { pages } from "./lib/pages.js";
import { documentId } from "./lib/persisted.js";
import { requestIdOf } from "./lib/request-id.js";
import { straight } from "./lib/straight.js";

/** Cakupan's own bounds: see docs/use/configuration.md. */
export const LIMITS = {
  depth: 15,
  tokens: 5_000,
  bytes: 200_000,
  deadlineMs: 20_000,
  answerBytes: 30_000_000,
};

/** The configuration, from the sources, the supergraph, and the documents by id that callers are held to, if any. */
export const configOf = ({ sources, supergraph, documents = null, log, getSchema }) => ({
  supergraph,
  logging: false,
  graphqlEndpoint: "/graphql",
  landingPage: false,
  graphiql: false,
  maskedErrors: true,
  requestId: { generateRequestId: ({ request }) => requestIdOf(request) },
  requestDeadline: LIMITS.deadlineMs,
  batching: false,
  multipart: false,
  deferStream: false,
  executionCancellation: true,
  upstreamCancellation: true,
  healthCheckEndpoint: "/health/live",
  readinessCheckEndpoint: "/health/ready",
  cors: {
    origin: "*",
    credentials: false,
    exposedHeaders: [
      "etag",
      "x-data-version",
      "x-request-id",
      "ratelimit",
      "ratelimit-policy",
      "retry-after",
    ],
  },
  // Passwords in addresses are nowhere but in memory.
  transportEntries: Object.fromEntries(sources.map(({ name, address }) => [name, { location: address }])),
  propagateHeaders: { fromClientToSubgraphs: headersTo(sources) },
  subgraphErrors: false,
  ...(documents && {
    persistedDocuments: {
      getPersistedOperation: (id) => documents.get(id) ?? null,
      extractPersistedOperationId: documentId,
      allowArbitraryDocuments: false,
    },
  }),
  plugins: () => [
    maxTokensPlugin({ n: LIMITS.tokens }),
    maxDepthPlugin({ n: LIMITS.depth }),
    guardSources(sources, getSchema, log),
    boundAnswers(LIMITS.answerBytes),
    straight(sources, supergraph, { headersOf: headersTo(sources), mostBytes: LIMITS.answerBytes, log }),
    answerHeaders(sources),
    pages(sources, getSchema),
  ],
});
