import type { ServerResponse } from "node:http";
import type { DataSource } from "typeorm";
import { Deadline } from "../database/deadline.js";
import { Session } from "../database/session.js";
import { clientLeft, operationTimeout, serverStops } from "../errors.js";

const ANSWERED = new Error("The operation has been answered");

/** The sessions of all operations that are being answered. */
export class Sessions {
  readonly #open = new Set<Deadline>();
  #hasStopped = false;

  constructor(
    readonly dataSource: DataSource,
    readonly timeoutMs: number,
  ) {}

  /**
   * Answers an operation within a session of its own, which is over when the task is, when the deadline has passed, or
   * when the client has closed the connection that the answer is for.
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

  /** Ends all that are open, and from now on all that are opened. */
  stop(): void {
    this.#hasStopped = true;
    for (const deadline of this.#open) deadline.end(serverStops());
  }
}
