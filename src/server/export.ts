import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLFormattedError, GraphQLSchema } from "graphql";
import type { Config } from "../config.js";
import { badUserInput, dataChanged, tooManyExports } from "../errors.js";
import type { Session } from "../database/session.js";
import type { Context } from "../graph/declare/context.js";
import { findRevision } from "../database/revision.js";
import { planExport } from "../download/export-plan.js";
import type { ExportPlan, Operation } from "../download/operation.js";
import { CONTENT_TYPES, operationFile, type About, type Format } from "../download/operation-file.js";
import { ReadsTooMuch, operationRows } from "../download/operation-rows.js";
import type { AnswerRoom, AnswerRooms } from "./answer-room.js";
import { givenIn, parametersOf } from "./graphql-request.js";
import { RETRY_SECONDS } from "./http-errors.js";
import { inPieces } from "./in-pieces.js";
import type { Sessions } from "./sessions.js";
import { requireReadable, requireSound } from "./sound-request.js";

interface ExportOptions {
  apollo: ApolloServer<Context>;
  schema: GraphQLSchema;
  context: (request: FastifyRequest, db: Session) => Promise<Context>;
  sessions: Sessions;
  rooms: AnswerRooms;
  config: Config;
}

const ABOUT =
  "query ExportAttribution { about { attribution datasets { title version licences { name title url } } } }";

/**
 * `/export?format=csv|ndjson|xlsx` accepts the same requests as `/graphql`, runs the operation page by page as
 * `/graphql` would, and streams the rows of its only list. Errors before the first byte are answered as GraphQL errors;
 * a later failure breaks the connection, so that half a file is not mistaken for a whole one.
 */
export function registerExport(app: FastifyInstance, options: ExportOptions): void {
  const { schema, sessions, rooms, config } = options;
  let running = 0;
  app.route<{ Querystring: Record<string, unknown> }>({
    method: ["GET", "POST"],
    url: "/export",
    exposeHeadRoute: false,
    onRequest: requireReadable,
    preHandler: requireSound(config),
    handler: async (request, reply) => {
      try {
        if (running >= config.maxExports) throw tooManyExports(config.maxExports);
        running += 1;
        // Emitted once for every answer: completed, broken off, or abandoned by its client.
        reply.raw.once("close", () => (running -= 1));
        const format = formatOf(request.query.format);
        const room = rooms.open(request.raw, reply.raw);
        const exporting = { ...options, room };
        const ask = asker(exporting, request, reply);
        // Runs first, so that Apollo Server refuses bad requests, such as cross-site ones, before the export is planned.
        const { about } = (await ask({ query: ABOUT, variables: {}, operationName: null })) as {
          about: About;
        };
        const operation = operationOf(request);
        const plan = operation && planExport(schema, operation, config);
        if (!plan) throw await refusalOf(exporting, request, reply);
        const findState = (): Promise<string> => sessions.during(reply.raw, findRevision);
        const batches = await begun(unchanged(operationRows(plan, ask, config.maxRows), findState));
        sendHeaders(reply, format, plan, about);
        room.begin();
        void reply.send(inPieces(operationFile(format, plan, batches, about)));
      } catch (error) {
        const refused = error instanceof ReadsTooMuch ? error.refusal : error;
        if (!(refused instanceof Refusal)) throw refused;
        if (refused.status === 503) void reply.header("retry-after", RETRY_SECONDS);
        void reply.code(refused.status).send({ errors: refused.errors });
      }
      return reply;
    },
  });
}

function formatOf(format: unknown): Format {
  if (typeof format === "string" && Object.hasOwn(CONTENT_TYPES, format)) return format as Format;
  throw badUserInput(
    `\`format\` must be one of ${Object.keys(CONTENT_TYPES).join(", ")}, as in \`/export?format=csv\`.`,
  );
}

/** An answer with errors, which is passed on to the caller unchanged. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly errors: readonly GraphQLFormattedError[],
  ) {
    super(errors[0]?.message ?? "The operation was refused");
  }

  get code(): unknown {
    return this.errors[0]?.extensions?.code;
  }
}

const STATUS: Record<string, number> = {
  INTERNAL_SERVER_ERROR: 500,
  QUERY_TIMEOUT: 504,
  SERVICE_UNAVAILABLE: 503,
};

/** The dependencies of one export. */
interface Exporting extends ExportOptions {
  room: AnswerRoom;
}

/**
 * Runs operations for a request as `/graphql` would, with the same checks, limits, masking and logging, and with the
 * full time limit for each.
 */
const asker =
  (options: Exporting, request: FastifyRequest, reply: FastifyReply) =>
  async (operation: Operation): Promise<Record<string, unknown>> => {
    const { data, refusal } = await execute(options, request, reply, {
      body: operation,
      search: `?${new URLSearchParams({ query: operation.query, variables: JSON.stringify(operation.variables), ...(operation.operationName === null ? {} : { operationName: operation.operationName }) }).toString()}`,
    });
    if (!refusal) return data;
    throw refusal.code === "QUERY_TOO_LARGE" ? new ReadsTooMuch(refusal) : refusal;
  };

/** The errors with which `/graphql` answers an operation that cannot be executed. */
async function refusalOf(options: Exporting, request: FastifyRequest, reply: FastifyReply): Promise<Error> {
  // Without `extensions`, a request for a cached persisted operation is refused too: it would run, but not be exported.
  const { body: given } = request as { body: unknown };
  const body = typeof given === "object" && given !== null ? { ...given, extensions: null } : given;
  const parameters = new URLSearchParams(parametersOf(request));
  parameters.delete("extensions");
  const { refusal } = await execute(options, request, reply, {
    body,
    search: `?${parameters.toString()}`,
  });
  return refusal ?? badUserInput("The operation cannot be exported.");
}

async function execute(
  { apollo, context, sessions, room }: Exporting,
  request: FastifyRequest,
  reply: FastifyReply,
  page: Pick<HTTPGraphQLRequest, "body" | "search">,
): Promise<{ data: Record<string, unknown>; refusal: Refusal | null }> {
  // The caller's `Accept` is for the file, whereas Apollo Server answers pages as JSON.
  const headers = new HeaderMap([["accept", "application/json"]]);
  for (const name of ["content-type", "x-apollo-operation-name", "apollo-require-preflight"]) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  const { status = 200, body } = await sessions.during(reply.raw, (session) =>
    apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { ...page, method: request.method, headers },
      // The rows of a page take their room until the next page is read.
      context: async () => ({ ...(await context(request, session)), isPage: true, answerRoom: room }),
    }),
  );
  if (body.kind !== "complete") throw new Error("Pages are answered whole");
  const { data, errors = [] } = JSON.parse(body.string) as {
    data?: Record<string, unknown> | null;
    errors?: GraphQLFormattedError[];
  };
  const [code] = errors.map(({ extensions }) => String(extensions?.code));
  const refusal =
    code === undefined ? null : new Refusal(status < 400 ? (STATUS[code] ?? 400) : status, errors);
  return { data: data ?? {}, refusal };
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
    .header("x-attribution", attribution.replaceAll(/[^\x20-\x7E]/g, " "));
}
