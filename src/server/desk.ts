import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DataSource } from "typeorm";
import { z } from "zod";
import { viewerIn } from "../access/authenticate.js";
import type { RateLimits } from "../access/limits/rate-limits.js";
import { viewerOf, type Viewer } from "../access/viewer.js";
import { isLoopbackName, type Config } from "../config.js";
import type { Session } from "../database/session.js";
import {
  badRequest,
  badUserInput,
  forbidden,
  notFound,
  rateLimited,
  unauthenticated,
  UserError,
} from "../errors.js";
import { candidate } from "../intake/candidate.js";
import { acceptAtDesk } from "../intake/submissions/accept-at-desk.js";
import { examineRows } from "../intake/submissions/examine-rows.js";
import { readAtDesk } from "../intake/submissions/read-at-desk.js";
import { SubmissionTable } from "../intake/submissions/submission.args.js";
import { countPartners } from "../modules/partners/partner.queries.js";
import { isLoopback } from "../webhooks/public-address.js";
import { largestBody, limitBody } from "./body-limit.js";
import { forbidCaching } from "./http-caching.js";
import type { Sessions } from "./sessions.js";
import { requireReadable, requireSoundVariables } from "./sound-request.js";

interface DeskOptions {
  config: Config;
  dataSource: DataSource;
  sessions: Sessions;
  limits: RateLimits;
}

/** Points that a task costs beside that of its request: reading and checking, and loading. */
const EXAMINING = 20;
const LOADING = 100;

/** Whoever sits at a server that is for its own machine alone. */
const LOCAL: Viewer = viewerOf({
  ...{ partner: null, keyId: null, regions: null, expiresAt: null },
  scopes: ["submissions:review"],
});

const table = z.enum(Object.keys(SubmissionTable) as [keyof typeof SubmissionTable]);
const cells = z.record(z.string(), z.string());
const Dropped = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["article", "page"]), name: z.string().max(200), content: z.string() }),
  z.object({
    kind: z.literal("file"),
    name: z.string().max(200),
    base64: z.base64(),
    answers: z.record(z.string(), z.string().max(1_000)),
  }),
  z.object({ kind: z.literal("csv"), name: z.string().max(200), content: z.string(), table }),
]);
const Examined = z.object({ rows: z.array(z.object({ table, cells })).max(5_000) });
const Accepted = z.object({
  idempotencyKey: z.string(),
  title: z.string(),
  note: z.string().nullish(),
  tables: z.array(z.object({ table, rows: z.array(cells) })),
  document: z.string().nullish(),
  evidence: z
    .array(
      z.object({
        row: z.int(),
        start: z.int(),
        end: z.int(),
        quote: z.string(),
        rule: z.string().nullish(),
      }),
    )
    .nullish(),
});

/** What the desk does for a reviewer, and what it costs. */
interface Task {
  points: number;
  run: (asked: { body: unknown; viewer: Viewer; session: Session }) => Promise<object>;
}

const tasksOf = ({ dataSource, config: { dataFolder } }: DeskOptions): ReadonlyMap<string, Task> =>
  new Map<string, Task>([
    [
      "read",
      { points: EXAMINING, run: ({ body }) => readAtDesk(dataSource, dataFolder, read(Dropped, body)) },
    ],
    [
      "examine",
      {
        points: EXAMINING,
        run: async ({ body }) => {
          const rows = read(Examined, body).rows.map((row) => candidate(row.table, row.cells, []));
          return { rows: await examineRows(dataSource, dataFolder, rows) };
        },
      },
    ],
    [
      "accept",
      {
        points: LOADING,
        run: async ({ body, viewer, session }) => {
          const check = (): void => {
            session.check();
          };
          return { id: await acceptAtDesk({ dataSource, viewer, dataFolder, check }, read(Accepted, body)) };
        },
      },
    ],
  ]);

/** What the page of the desk asks of the server beside the graph: `/desk/session`, `read`, `examine` and `accept`. */
export function registerDesk(app: FastifyInstance, options: DeskOptions): void {
  const { config, sessions, limits } = options;
  const tasks = tasksOf(options);
  const run = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { points, run }: Task,
  ): Promise<object> => {
    const viewer = await reviewerOf(request, options);
    const { body } = request as { body: unknown };
    requireSoundVariables(body as Record<string, unknown>);
    const budget = limits.budgetOf(request, viewer);
    if (!(await budget.charge(points))) throw rateLimited(budget.resetSeconds);
    return sessions.during(reply.raw, (session) => session.within(run({ body, viewer, session })));
  };
  app.route<{ Params: { task: string } }>({
    method: ["GET", "POST"],
    url: "/desk/:task",
    exposeHeadRoute: false,
    bodyLimit: largestBody(config),
    preParsing: config.desk === "local" ? [] : limitBody(config),
    onRequest: [forbidCaching, requireReadable],
    handler: async (request, reply) => {
      const { task: name } = request.params;
      if (request.method === "GET" && name === "session") return sessionOf(request, options);
      const task = request.method === "POST" ? tasks.get(name) : undefined;
      if (!task) throw notFound("The desk does not have this. It has a page at /desk.");
      return run(request, reply, task);
    },
  });
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw badUserInput(`The request is not as the desk reads it: ${z.prettifyError(result.error)}`);
}

/** Whether the caller may review, so that the page need not try. */
async function sessionOf(request: FastifyRequest, options: DeskOptions): Promise<object> {
  try {
    const { partner } = await reviewerOf(request, options);
    return { mayReview: true, partner: partner?.name ?? null, isLocal: partner === null, reason: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { mayReview: false, partner: null, isLocal: false, reason: error.message };
  }
}

/** Who reviews. Throws for who may not. */
async function reviewerOf(request: FastifyRequest, { config, dataSource }: DeskOptions): Promise<Viewer> {
  const viewer = viewerIn(request);
  if (viewer.scopes.has("submissions:review")) return viewer;
  if (viewer.accessClass !== "") throw forbidden("the desk");
  if (config.desk !== "local") throw unauthenticated();
  requireThisMachine(request);
  if ((await countPartners(dataSource)) > 0)
    throw badRequest(
      "DESK=local is for servers without partners, and this one has some: open the desk with a key with `submissions:review`.",
      403,
    );
  return LOCAL;
}

const nameAndPort = (host: string): [name: string, port: string] => {
  const port = /:(\d+)$/.exec(host)?.[1] ?? "";
  return [port === "" ? host : host.slice(0, -port.length - 1), port];
};

// Pages of other origins, and names of theirs that lead to this machine, reach a server that listens to it alone, too.
function requireThisMachine({ headers, socket }: FastifyRequest): void {
  const { host = "", origin } = headers;
  const [name, port] = nameAndPort(host);
  const [own, ownPort] = nameAndPort((origin ?? `http://${host}`).replace(/^http:\/\//, ""));
  // This machine has several names, and its page may be opened by another one than it asks.
  const isOwn = origin === undefined || (isLoopbackName(own) && ownPort === port);
  // Browsers take two names of this machine for two sites; what has named its origin was judged by that.
  const isCrossSite = origin === undefined && headers["sec-fetch-site"] === "cross-site";
  const isHere = isLoopback(socket.remoteAddress ?? "");
  if (!isLoopbackName(name) || !isOwn || !isHere || isCrossSite)
    throw forbidden("the desk from elsewhere than this machine");
}
