import { Socket } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "../config.js";

type Limits = Pick<Config, "sendIdleSeconds" | "sendTimeoutSeconds">;

// How often it is looked whether a client takes its answer, in milliseconds.
const LOOK = 500;

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
    stop();
    socket.destroy();
  };
  const whole = setTimeout(() => {
    drop({ sendTimeoutSeconds });
  }, sendTimeoutSeconds * 1000);
  whole.unref();
  const idle = new Idleness(socket);
  const look = setInterval(() => {
    if (idle.milliseconds() >= sendIdleSeconds * 1000) drop({ sendIdleSeconds });
  }, LOOK);
  look.unref();
  const stop = (): void => {
    clearTimeout(whole);
    clearInterval(look);
    answer.off("close", stop);
    socket.off("close", stop);
  };
  answer.once("close", stop);
  socket.once("close", stop);
  // Node would end a connection that is silent, also one for which the next rows are still being read, and is late with
  // one that takes nothing: it looks when its own time is up whether anything was taken before.
  answer.on("timeout", () => undefined);
}

/** How long a client has taken nothing of what waits for it. */
class Idleness {
  #taken = -1;
  #since = performance.now();

  constructor(readonly socket: unknown) {}

  milliseconds(): number {
    const { socket } = this;
    const now = performance.now();
    const waits = socket instanceof Socket ? socket.writableLength : 0;
    const taken = socket instanceof Socket ? socket.bytesWritten - waits : 0;
    // Where nothing waits to be sent, the next rows are still being read.
    if (waits === 0 || taken !== this.#taken) this.#since = now;
    this.#taken = taken;
    return now - this.#since;
  }
}
