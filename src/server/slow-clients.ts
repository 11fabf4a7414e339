import { Socket } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Config } from "../config.js";

type Limits = Pick<Config, "sendIdleSeconds" | "sendTimeoutSeconds">;

// Interval of checking whether a client reads its answer, in milliseconds.
const CHECK_INTERVAL = 500;

/**
 * Disconnects clients that read nothing of an answer for too long, or take too long for all of it: unsent data fills
 * memory, and an export counts towards MAX_EXPORTS. Each is logged.
 */
export function dropSlowClients(app: FastifyInstance, limits: Limits): void {
  const sending = new Set<Sending>();
  // One timer for all answers, most of which are sent before it runs.
  const check = setInterval(() => {
    for (const answer of sending) {
      const limit = answer.overstepped(limits);
      if (limit === null) continue;
      answer.request.log.warn(
        { requestId: answer.request.id, ...limit },
        "dropped a client that reads its answer too slowly",
      );
      sending.delete(answer);
      answer.request.raw.socket.destroy();
    }
  }, CHECK_INTERVAL);
  check.unref();
  app.addHook("onClose", (_app, done) => {
    clearInterval(check);
    done();
  });
  app.addHook("onSend", (request, { raw }, payload, done) => {
    const answer = new Sending(request);
    sending.add(answer);
    const { socket } = request.raw;
    const stop = (): void => {
      sending.delete(answer);
      raw.off("close", stop);
      socket.off("close", stop);
    };
    raw.once("close", stop);
    socket.once("close", stop);
    // Without a listener, Node closes a silent connection, even while the next rows are still being read, and notices
    // only at its next timeout that a client reads nothing.
    raw.on("timeout", () => undefined);
    done(null, payload);
  });
}

/** An answer that is being sent, and for how long its client has read nothing although data waits for it. */
class Sending {
  readonly #begun = performance.now();
  #taken = -1;
  #idleSince = this.#begun;

  constructor(readonly request: FastifyRequest) {}

  /** The limit that its client has overstepped since the last call, or in all; null when there is none. */
  overstepped({ sendIdleSeconds, sendTimeoutSeconds }: Limits): Partial<Limits> | null {
    const now = performance.now();
    if (now - this.#begun >= sendTimeoutSeconds * 1000) return { sendTimeoutSeconds };
    const { socket } = this.request.raw as { socket: unknown };
    const waits = socket instanceof Socket ? socket.writableLength : 0;
    const taken = socket instanceof Socket ? socket.bytesWritten - waits : 0;
    // When nothing waits to be sent, the server is still reading the next rows.
    if (waits === 0 || taken !== this.#taken) this.#idleSince = now;
    this.#taken = taken;
    return now - this.#idleSince >= sendIdleSeconds * 1000 ? { sendIdleSeconds } : null;
  }
}
