/** When something is over: after a time, or when it is ended before. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(milliseconds: number, reason: () => Error) {
    this.#timer = setTimeout(() => {
      this.#controller.abort(reason());
    }, milliseconds);
    this.#timer.unref();
  }

  /** Aborted when it is over, with the reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(reason: Error): void {
    clearTimeout(this.#timer);
    this.#controller.abort(reason);
  }
}
