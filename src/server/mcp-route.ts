import type { McpHttpHandler } from "@modelcontextprotocol/server";
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from "fastify";
import type { Config } from "../config.js";
import type { Session } from "../database/session.js";
import { badRequest, forbidden } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import type { Tool } from "../mcp/tool.js";
import type { AnswerRooms } from "./answer-room.js";
import { forbidCaching } from "./http-caching.js";
import type { Caller, ToolRunning } from "./run-tool.js";
import { requireReadable } from "./sound-request.js";

interface McpOptions extends ToolRunning {
  tools: readonly Tool[];
  context: (request: FastifyRequest, session: Session) => Promise<Context>;
  rooms: AnswerRooms;
  config: Config;
}

/**
 * `/mcp`: the tools by the Model Context Protocol over HTTP. Each request is answered by itself, without a session. Pages of
 * other origins are refused unless they may read answers.
 */
export function registerMcp(app: FastifyInstance, options: McpOptions): void {
  const callers = new WeakMap<Request, Caller>();
  let loaded: Promise<McpHttpHandler> | null = null;
  // The protocol's library takes more memory than the graph's, and many servers are never asked by it.
  const handler = (): Promise<McpHttpHandler> =>
    (loaded ??= import("./mcp-handler.js").then(({ mcpHandler }) =>
      mcpHandler({ ...options, callerOf: (request) => callers.get(request) }),
    ));
  app.addHook("onClose", async () => (await loaded)?.close());
  app.route({
    method: "POST",
    url: "/mcp",
    onRequest: [forbidCaching, requireReadable, requireOrigin(options.config)],
    handler: async (request, reply) => {
      const { body: parsedBody } = request as { body: unknown };
      // One message could otherwise ask for a thousand operations; the protocol has no lists of messages any longer.
      if (Array.isArray(parsedBody)) throw badRequest("Send one message at a time, not a list of them.");
      const { asked, caller } = asWebRequest(request, reply, options);
      callers.set(asked, caller);
      const answer = await (await handler()).fetch(asked, { parsedBody });
      const text = await answer.text();
      caller.room.hold(Buffer.byteLength(text));
      void reply.code(answer.status);
      for (const name of ["content-type", "allow"]) {
        const value = answer.headers.get(name);
        if (value !== null) void reply.header(name, value);
      }
      return reply.send(text);
    },
  });
}

/** The request as the protocol's library reads it, and who sent it. */
function asWebRequest(request: FastifyRequest, reply: FastifyReply, { context, rooms }: McpOptions) {
  const left = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) left.abort();
  });
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as [string, string]] : [],
  );
  const room = rooms.open(request.raw, reply.raw);
  return {
    asked: new Request("http://localhost/mcp", { method: "POST", headers, signal: left.signal }),
    caller: {
      left: left.signal,
      requestId: request.id,
      room,
      context: async (session: Session) => ({ ...(await context(request, session)), answerRoom: room }),
    },
  };
}

// The protocol demands it, against pages that reach a server on the reader's own machine by a name of theirs.
const requireOrigin =
  ({ corsOrigins }: Config): onRequestHookHandler =>
  ({ headers: { origin } }, _reply, done) => {
    const isOpen = origin === undefined || corsOrigins === "*" || corsOrigins.includes(origin);
    done(isOpen ? undefined : forbidden("this address from pages of your origin"));
  };
