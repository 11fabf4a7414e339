import type { FastifyReply, FastifyRequest } from "fastify";
import { viewerIn } from "../access/authenticate.js";
import { hasSeveralServers } from "../database/one-server.js";
import type { Operation } from "../download/operation.js";
import type { Format } from "../download/operation-file.js";
import { digest, variablesText } from "./answer-tag.js";
import { dataVersion } from "./data-version.js";
import { addHeaders, allowCaching, namesTag } from "./http-caching.js";
import type { Sessions } from "./sessions.js";

/**
 * The tag of the file that a link gives, from all that decides what is in it; null for requests with a key, whose files
 * are never for the caches on the way, where pages may come from several database servers, and where the version of the
 * data cannot be read. It is read before the file's
 * first row: of a load in between, the file has a tag that no longer holds.
 */
export async function tagOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { sessions, release }: { sessions: Sessions; release: string },
  { query, variables }: Operation,
  format: Format,
): Promise<string | null> {
  if (viewerIn(request).accessClass !== "") return null;
  // Each page is read from any of them.
  if (hasSeveralServers(sessions.dataSource)) return null;
  const version = await sessions.during(reply.raw, dataVersion).catch(() => null);
  return version === null
    ? null
    : `"${digest([release, "export", format, query, variablesText(variables), version])}"`;
}

/** Lets caches keep the file of a link as they may keep answers of `/graphql`, and ask whether it still holds. */
export function allowCachingFile(reply: FastifyReply, tag: string): void {
  const headers = new Map<string, string>();
  allowCaching(headers, tag);
  addHeaders(reply, headers);
}

/** Whether whoever follows the link has the file already. */
export const hasFile = ({ headers }: FastifyRequest, tag: string): boolean =>
  namesTag(headers["if-none-match"], tag);
