import type { FastifyInstance } from "fastify";
import type { Config } from "../config.js";
import type { Sessions } from "./sessions.js";

/** Time for sending the errors of operations that were ended, in milliseconds. */
const SEND_TIME = 1_000;

/**
 * Gives running requests `shutdownSeconds` when the server closes. After that it ends operations, and then connections:
 * a client that does not read its answer, or keeps its connection open, would prevent the server from closing.
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
    after(patience + SEND_TIME, () => {
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
