import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import type { Logger } from "pino";
import type { Usage } from "../access/usage.js";
import type { Config } from "../config.js";
import type { Context } from "../graph/declare/context.js";
import { documentBounds } from "../graph/document/document-bounds.js";
import { soundDocument } from "../graph/document/sound-document.js";
import { withAllowedValues, withinAccess } from "./allowed.js";
import { answerText } from "./answer-text.js";
import { countUsage } from "./count-usage.js";
import { endWithSession } from "./end-with-session.js";
import { executedBy, preparing, type Execute } from "./executor.js";
import { formatError, innermost, isOurFault } from "./format-error.js";
import { knownDocuments } from "./known-documents.js";
import type { Observer } from "./observe/observer.js";
import { PersistedDocuments } from "./persisted-documents.js";
import { withinPrice } from "./price-guard.js";
import { rememberAnswers } from "./remember-answers.js";
import { requestFaults } from "./request-faults.js";
import type { ServedSchema } from "./schema.js";
import { tellCost } from "./tell-cost.js";
import { writingAnswers } from "./write-answers.js";

/** Apollo Server for the schema, with limits, and with internal errors masked and logged. */
export function createApollo(
  served: ServedSchema,
  config: Config,
  logger: Logger,
  execute: Execute = preparing(served.schema),
  persisted = new PersistedDocuments(),
  usage: Usage | null = null,
  observer: Observer | null = null,
): ApolloServer<Context> {
  const written = writingAnswers(guarded(execute, config), config);
  const { gateway, plugin: answering } = executedBy(served.schema, endWithSession(written));
  return new ApolloServer<Context>({
    gateway,
    introspection: config.introspection,
    csrfPrevention: true,
    persistedQueries: { cache: persisted },
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError,
    stringifyResult: (answer) => logged(answerText(answer), logger),
    logger: logger.child({ part: "apollo" }, { level: "warn" }),
    parseOptions: { maxLexicalTokens: config.maxTokens },
    documentStore: null,
    validationRules: [documentBounds(config.maxDepth), soundDocument],
    plugins: [
      requestFaults,
      knownDocuments(served.schema, config),
      ApolloServerPluginLandingPageDisabled(),
      // Both cost time on every field, although caching does not depend on fields here, and traces are not offered.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      // The order matters: what an operation costs is not remembered.
      rememberAnswers(config, served, (cache) => observer?.watchCache(cache)),
      answering,
      tellCost,
      ...(usage ? [countUsage(usage, served.schema)] : []),
      logOperations(logger),
      ...(observer ? [observer.plugin] : []),
    ],
  });
}

// Prices are of what may be read, and come before anything looks at values, of which there may be many.
const guarded = (execute: Execute, config: Config): Execute =>
  withinAccess(withinPrice(withAllowedValues(execute), config));

// Apollo Server answers errors of this late step without reporting them to plugins.
async function logged(text: Promise<string>, logger: Logger): Promise<string> {
  try {
    return await text;
  } catch (error) {
    logger.error({ err: error }, "an answer could not be written");
    throw error;
  }
}

function logOperations(logger: Logger): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, contextValue }) => {
          for (const error of errors) {
            if (!isOurFault(error)) continue;
            logger.error(
              { requestId: contextValue.requestId, path: error.path, err: innermost(error) },
              "a field failed",
            );
          }
          return Promise.resolve();
        },
        willSendResponse: ({ operationName, operation, contextValue, errors, metrics }) => {
          contextValue.noteOperation?.({
            operation: operationName ?? null,
            kind: operation?.operation ?? null,
            errors: errors?.length ?? 0,
            ...(contextValue.price === undefined ? {} : { price: contextValue.price }),
            ...(metrics.responseCacheHit ? { cached: true } : {}),
          });
          return Promise.resolve();
        },
      }),
  };
}
