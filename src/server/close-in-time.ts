import type { FastifyInstance } from "fastify";
import type { Config } from "../config.js";
import type { Sessions } from "./sessions.js";

/** Time for answers that end of a sudden to be sent, in milliseconds. */
const LAST_WORDS = 1_000;

/**
 * Lets a server that closes answer what it has taken, for so long as is configured. After that operations are ended, and
 * then connections: a client that does not read would hold the server open, as would one that keeps its connection.
 */
export function closeInTime(
  app: FastifyInstance,
  sessions: Sessions,
  { shutdownSeconds }: Pick<Config, "shutdownSeconds">,
): void {
  const timers: NodeJS.Timeout[] = [];
  const after = (milliseconds: number, action: () => void): void => {
    timers.push(setTimeout(action, milliseconds));
  };
  let isClosing = false;
  app.addHook("preClose", (done) => {
    isClosing = true;
    const patience = shutdownSeconds * 1000;
    after(patience, () => {
      sessions.stop();
    });
    after(patience + LAST_WORDS, () => {
      app.server.closeAllConnections();
    });
    done();
  });
  app.addHook("onClose", (_app, done) => {
    for (const timer of timers) clearTimeout(timer);
    done();
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (isClosing) void reply.header("connection", "close");
    done(null, payload);
  });
}
