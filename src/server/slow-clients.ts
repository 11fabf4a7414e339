import { Socket } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "../config.js";

type Limits = Pick<Config, "sendIdleSeconds" | "sendTimeoutSeconds">;

// Interval of checking whether a client reads its answer, in milliseconds.
const CHECK_INTERVAL = 500;

/**
 * Disconnects clients that read nothing of an answer for too long, or take too long for all of it: unsent data fills
 * memory, and an export counts towards MAX_EXPORTS. Each is logged.
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
      "dropped a client that reads its answer too slowly",
    );
    stop();
    socket.destroy();
  };
  const whole = setTimeout(() => {
    drop({ sendTimeoutSeconds });
  }, sendTimeoutSeconds * 1000);
  whole.unref();
  const idle = new Idleness(socket);
  const check = setInterval(() => {
    if (idle.milliseconds() >= sendIdleSeconds * 1000) drop({ sendIdleSeconds });
  }, CHECK_INTERVAL);
  check.unref();
  const stop = (): void => {
    clearTimeout(whole);
    clearInterval(check);
    answer.off("close", stop);
    socket.off("close", stop);
  };
  answer.once("close", stop);
  socket.once("close", stop);
  // Without a listener, Node closes a silent connection, even while the next rows are still being read, and notices
  // only at its next timeout that a client reads nothing.
  answer.on("timeout", () => undefined);
}

/** Measures for how long a client has read nothing although data waits for it. */
class Idleness {
  #taken = -1;
  #since = performance.now();

  constructor(readonly socket: unknown) {}

  milliseconds(): number {
    const { socket } = this;
    const now = performance.now();
    const waits = socket instanceof Socket ? socket.writableLength : 0;
    const taken = socket instanceof Socket ? socket.bytesWritten - waits : 0;
    // When nothing waits to be sent, the server is still reading the next rows.
    if (waits === 0 || taken !== this.#taken) this.#since = now;
    this.#taken = taken;
    return now - this.#since;
  }
}
