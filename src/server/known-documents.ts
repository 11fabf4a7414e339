import type { ApolloServerPlugin, GraphQLRequestContext } from "@apollo/server";
import { parse, type DocumentNode, type GraphQLSchema } from "graphql";
import { LRUCache } from "lru-cache";
import type { Config } from "../config.js";
import type { Context } from "../graph/declare/context.js";
import { isPlainlyValid } from "../graph/document/plainly-valid.js";

/** Hashes of documents that came before, some 100 bytes each. */
const MAX_SEEN = 10_000;
/** Documents that came last, whether they come again or not. */
const MAX_RECENT = 8;
/** Characters of documents that came again. With its plans, a document takes some 200 times the memory of its text. */
const MAX_CHARACTERS = 500_000;

type Request = GraphQLRequestContext<Context>;

/**
 * Gives Apollo Server the documents that it need not read and validate: those that it knows, and those that are plainly
 * valid. All others it reads and validates itself, and tells what is wrong with them. Only what comes again is kept for long:
 * clients that write values into their texts send each only once.
 */
export function knownDocuments(
  schema: GraphQLSchema,
  { maxTokens, maxDepth }: Pick<Config, "maxTokens" | "maxDepth">,
): ApolloServerPlugin<Context> {
  const seen = new LRUCache<string, true>({ max: MAX_SEEN });
  const recent = new LRUCache<string, DocumentNode>({ max: MAX_RECENT });
  const kept = new LRUCache<string, DocumentNode>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ loc }) => (loc?.end ?? 0) + 1,
  });
  const read = (source: string): DocumentNode | undefined => {
    try {
      const document = parse(source, { maxTokens });
      return isPlainlyValid(schema, document, maxDepth) ? document : undefined;
    } catch {
      return undefined;
    }
  };
  const give = (request: Request): Promise<void> => {
    const { source = "", queryHash = "" } = request;
    const document = kept.get(queryHash) ?? recent.get(queryHash) ?? read(source);
    if (document) Object.assign(request, { document });
    return Promise.resolve();
  };
  const keep = ({ document, queryHash = "" }: Request): Promise<void> => {
    if (!document || kept.has(queryHash)) return Promise.resolve();
    (seen.has(queryHash) ? kept : recent).set(queryHash, document);
    seen.set(queryHash, true);
    return Promise.resolve();
  };
  return {
    requestDidStart: () => Promise.resolve({ didResolveSource: give, didResolveOperation: keep }),
  };
}
