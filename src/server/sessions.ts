import type { ServerResponse } from "node:http";
import type { DataSource } from "typeorm";
import { Deadline } from "../database/deadline.js";
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
   * closes the connection of the answer, or when the server stops.
   */
  async during<T>(answer: ServerResponse, task: (session: Session) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.timeoutMs, () => operationTimeout(this.timeoutMs));
    const leave = (): void => {
      deadline.end(clientLeft());
    };
    answer.once("close", leave);
    if (answer.destroyed) leave();
    if (this.#hasStopped) deadline.end(serverStops());
    this.#open.add(deadline);
    try {
      return await task(new Session(this.dataSource, deadline.signal));
    } finally {
      answer.off("close", leave);
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
