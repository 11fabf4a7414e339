import { Socket } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "../config.js";

type Limits = Pick<Config, "sendIdleSeconds" | "sendTimeoutSeconds">;

/**
 * Drops clients that take nothing of an answer for too long, or too long for the whole of it: what waits for them takes
 * memory, and an export one of few places. The log tells of each.
 */
export function dropSlowClients(app: FastifyInstance, limits: Limits): void {
  app.addHook("onSend", (request, reply, payload, done) => {
    limit(request, reply, limits);
    done(null, payload);
  });
}

function limit(
  request: FastifyRequest,
  { raw: answer }: FastifyReply,
  { sendIdleSeconds, sendTimeoutSeconds }: Limits,
): void {
  const { socket } = request.raw;
  const drop = (limit: object): void => {
    request.log.warn(
      { requestId: request.id, ...limit },
      "dropped a client that takes its answer too slowly",
    );
    socket.destroy();
  };
  const whole = setTimeout(() => {
    drop({ sendTimeoutSeconds });
  }, sendTimeoutSeconds * 1000);
  whole.unref();
  answer.once("close", () => {
    clearTimeout(whole);
  });
  if (!(socket instanceof Socket)) return;
  // Node tells of silence in either direction: where nothing waits to be sent, the next rows are still being read.
  answer.on("timeout", () => {
    if (socket.writableLength > 0) drop({ sendIdleSeconds });
  });
  socket.setTimeout(sendIdleSeconds * 1000);
}
