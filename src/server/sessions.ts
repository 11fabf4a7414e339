import type { ServerResponse } from "node:http";
import type { DataSource } from "typeorm";
import { Deadline } from "../database/deadline.js";
import { hasSeveralServers } from "../database/one-server.js";
import { Session } from "../database/session.js";
import { clientLeft, operationTimeout, serverStops } from "../errors.js";

const ANSWERED = new Error("The operation has been answered");

/** The sessions of all running operations. */
export class Sessions {
  readonly #open = new Set<Deadline>();
  #hasStopped = false;

  constructor(
    readonly dataSource: DataSource,
    readonly timeoutMs: number,
  ) {}

  /**
   * Runs a task in a session of its own. The session ends when the task does, when its deadline passes, when the client
   * closes the connection of the answer or a signal says that it left, or when the server stops.
   */
  async during<T>(waiting: ServerResponse | AbortSignal, task: (session: Session) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.timeoutMs, () => operationTimeout(this.timeoutMs));
    const stopWatching = onLeave(waiting, () => {
      deadline.end(clientLeft());
    });
    if (this.#hasStopped) deadline.end(serverStops());
    this.#open.add(deadline);
    try {
      const inSnapshot = hasSeveralServers(this.dataSource);
      return await task(new Session(this.dataSource, deadline.signal, inSnapshot));
    } finally {
      stopWatching();
      this.#open.delete(deadline);
      deadline.end(ANSWERED);
    }
  }

  /** Ends all open sessions, and from now on every new one as soon as it is opened. */
  stop(): void {
    this.#hasStopped = true;
    for (const deadline of this.#open) deadline.end(serverStops());
  }
}

/** Calls `leave` once the client has left, at once if it has already; returns a function that ends the watch. */
function onLeave(waiting: ServerResponse | AbortSignal, leave: () => void): () => void {
  if (waiting instanceof AbortSignal) {
    waiting.addEventListener("abort", leave);
    if (waiting.aborted) leave();
    return () => {
      waiting.removeEventListener("abort", leave);
    };
  }
  waiting.once("close", leave);
  if (waiting.destroyed) leave();
  return () => {
    waiting.off("close", leave);
  };
}
