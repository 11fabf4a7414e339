import type { ApolloServer } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Config } from "../config.js";
import type { Session } from "../database/session.js";
import { findRevision } from "../database/revision.js";
import { planExport } from "../download/export-plan.js";
import type { ExportPlan, Operation } from "../download/operation.js";
import { CONTENT_TYPES, operationFile, type About, type Format } from "../download/operation-file.js";
import { ReadsTooMuch, operationRows } from "../download/operation-rows.js";
import { badUserInput, dataChanged, tooManyExports } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import type { AnswerRooms } from "./answer-room.js";
import type { ExportLinks } from "./export-links.js";
import { asker, Refusal, refusalOf, sentAs, type Exporting, type Sent } from "./export-pages.js";
import { allowCachingFile, hasFile, tagOf } from "./export-tag.js";
import { givenIn, parametersOf } from "./graphql-request.js";
import { dropBody, forbidCaching } from "./http-caching.js";
import { RETRY_SECONDS } from "./http-errors.js";
import { inPieces } from "./in-pieces.js";
import type { Sessions } from "./sessions.js";
import { requireReadable, requireSound, requireSoundVariables } from "./sound-request.js";

interface ExportOptions {
  apollo: ApolloServer<Context>;
  schema: GraphQLSchema;
  /** What files depend on besides the operation and the data: see `releaseOf`. */
  release: string;
  links: ExportLinks;
  context: (request: FastifyRequest, db: Session) => Promise<Context>;
  sessions: Sessions;
  rooms: AnswerRooms;
  config: Config;
}

/** What a request asks to export. */
interface Asked {
  format: Format;
  /** Headers that Apollo Server checks before it runs the operation. */
  headers: Record<string, string>;
  /** Reads the operation; null when it is missing or malformed. */
  operation: () => Operation | null;
  /** The request as `/graphql` would read it, to tell why an operation cannot be exported. */
  sent: (operation: Operation | null) => Sent;
  /** The operation of a link, whose file caches may keep. */
  linked?: Operation;
}

const ABOUT =
  "query ExportAttribution { about { attribution datasets { title version licences { name title url } } } }";

/**
 * `/export?format=csv|ndjson|xlsx` accepts the same requests as `/graphql`, and `/export/NAME.FORMAT` needs no header: a
 * link to an example or persisted operation, with variables as parameters. Both run the operation page by page as
 * `/graphql` would, and stream the rows of its only list. Errors before the first byte are answered as GraphQL errors; a
 * later failure breaks the connection, so that half a file is not mistaken for a whole one.
 */
export function registerExport(app: FastifyInstance, options: ExportOptions): void {
  const send = exporter(options);
  const { config, links } = options;
  app.route<{ Querystring: Record<string, unknown> }>({
    method: ["GET", "POST"],
    url: "/export",
    exposeHeadRoute: false,
    onRequest: requireReadable,
    preHandler: requireSound(config),
    handler: (request, reply) => send(request, reply, () => askedInRequest(request)),
  });
  app.route<{ Params: { file: string } }>({
    method: ["GET", "HEAD"],
    url: "/export/:file",
    onRequest: [forbidCaching, requireReadable],
    onSend: dropBody,
    handler: (request, reply) => send(request, reply, () => askedInLink(request, request.params.file, links)),
  });
}

type Send = (request: FastifyRequest, reply: FastifyReply, readAsked: () => Asked) => Promise<FastifyReply>;

function exporter(options: ExportOptions): Send {
  const { schema, sessions, rooms, config } = options;
  let running = 0;
  return async (request, reply, readAsked) => {
    try {
      const asked = readAsked();
      const tag = asked.linked ? await tagOf(request, reply, options, asked.linked, asked.format) : null;
      if (tag !== null && hasFile(request, tag)) {
        allowCachingFile(reply, tag);
        return await reply.code(304).send();
      }
      if (running >= config.maxExports) throw tooManyExports(config.maxExports);
      running += 1;
      // Emitted once for every answer: completed, broken off, or abandoned by its client.
      reply.raw.once("close", () => (running -= 1));
      const room = rooms.open(request.raw, reply.raw);
      const states = new Set<string>();
      const exporting: Exporting = { ...options, room, headers: asked.headers, states };
      const ask = asker(exporting, request, reply);
      // Runs first, so that Apollo Server refuses bad requests, such as cross-site ones, before the export is planned.
      const { about } = (await ask({ query: ABOUT, variables: {}, operationName: null })) as { about: About };
      const operation = asked.operation();
      const plan = operation && planExport(schema, operation, config);
      if (!plan) throw await refusalOf(exporting, request, reply, asked.sent(operation));
      const findState = async (): Promise<string> =>
        states.size > 0 ? [...states].join() : sessions.during(reply.raw, findRevision);
      const batches = await begun(unchanged(operationRows(plan, ask, config.maxRows), findState));
      sendHeaders(reply, asked.format, plan, about);
      if (tag !== null) allowCachingFile(reply, tag);
      if (request.method === "HEAD") {
        await batches.return(undefined);
        return await reply.send(null);
      }
      room.begin();
      void reply.send(inPieces(operationFile(asked.format, plan, batches, about)));
    } catch (error) {
      const refused = error instanceof ReadsTooMuch ? error.refusal : error;
      if (!(refused instanceof Refusal)) throw refused;
      if (refused.status === 503) void reply.header("retry-after", RETRY_SECONDS);
      void reply.code(refused.status).send({ errors: refused.errors });
    }
    return reply;
  };
}

function askedInRequest(request: FastifyRequest<{ Querystring: Record<string, unknown> }>): Asked {
  const given = ["content-type", "x-apollo-operation-name", "apollo-require-preflight"].flatMap((name) => {
    const value = request.headers[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return {
    format: formatOf(request.query.format),
    headers: Object.fromEntries(given),
    operation: () => operationOf(request),
    sent: () => withoutExtensions(request),
  };
}

// Without `extensions`, a request for a cached persisted operation is refused too: it would run, but not be exported.
function withoutExtensions(request: FastifyRequest): Sent {
  const { body: given } = request as { body: unknown };
  const body = typeof given === "object" && given !== null ? { ...given, extensions: null } : given;
  const parameters = new URLSearchParams(parametersOf(request));
  parameters.delete("extensions");
  return { body, search: `?${parameters.toString()}` };
}

// A page of another site may follow a link, since it only reads what anybody may read, and no cookies are used.
const LINK_HEADERS = { "apollo-require-preflight": "link" };

function askedInLink(request: FastifyRequest, file: string, links: ExportLinks): Asked {
  const [, name = file, ending] = /^(.*)\.([^.]*)$/s.exec(file) ?? [];
  const format = formatOfLink(ending);
  const operation = links.operation(name, parametersOf(request));
  requireSoundVariables(operation.variables);
  return {
    format,
    headers: LINK_HEADERS,
    operation: () => operation,
    sent: () => sentAs(operation),
    linked: operation,
  };
}

const FORMATS = Object.keys(CONTENT_TYPES).join(", ");
const isFormat = (format: unknown): format is Format =>
  typeof format === "string" && Object.hasOwn(CONTENT_TYPES, format);

function formatOf(format: unknown): Format {
  if (isFormat(format)) return format;
  throw badUserInput(`\`format\` must be one of ${FORMATS}, as in \`/export?format=csv\`.`);
}

function formatOfLink(ending: string | undefined): Format {
  if (isFormat(ending)) return ending;
  throw badUserInput(
    `The address must end in a format, one of ${FORMATS}, as in \`/export/11-conflicts.csv\`.`,
  );
}

/** The operation of a request; null when it is missing or malformed. */
function operationOf(request: FastifyRequest): Operation | null {
  const { query, variables, operationName } = givenIn(request);
  const [named, values] = [operationName ?? null, variables ?? {}];
  const isNamed = named === null || typeof named === "string";
  if (typeof query !== "string" || !isNamed || typeof values !== "object" || Array.isArray(values))
    return null;
  return { query, variables: values as Record<string, unknown>, operationName: named };
}

/**
 * Yields the batches as long as the data does not change; throws DATA_CHANGED before the first batch after a change. A
 * transaction instead would hold a connection for as long as a slow client reads, and SQLite has only one.
 */
async function* unchanged<T>(batches: AsyncIterable<T>, findState: () => Promise<string>): AsyncGenerator<T> {
  const before = await findState();
  for await (const batch of batches) {
    if ((await findState()) !== before) throw dataChanged();
    yield batch;
  }
}

/** Reads the first batch, so that its errors are thrown here, and returns all of them. */
async function begun<T>(batches: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const first = await batches.next();
  return (async function* () {
    if (first.done !== true) yield first.value;
    yield* batches;
  })();
}

function sendHeaders(
  reply: FastifyReply,
  format: Format,
  { name }: ExportPlan,
  { attribution }: About,
): void {
  const day = new Date().toISOString().slice(0, 10);
  void reply
    .header("content-type", CONTENT_TYPES[format])
    .header("content-disposition", `attachment; filename="${name}-${day}.${format}"`)
    .header("cache-control", "no-store")
    // Rows are written as they are read, so that nobody knows where a part begins.
    .header("accept-ranges", "none")
    .header("x-attribution", attribution.replaceAll(/[^\x20-\x7E]/g, " "));
}
