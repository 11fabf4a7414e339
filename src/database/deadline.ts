/** A signal that is aborted after a time limit, or earlier by `end`. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(milliseconds: number, reason: () => Error) {
    this.#timer = setTimeout(() => {
      this.#controller.abort(reason());
    }, milliseconds);
    this.#timer.unref();
  }

  /** Aborted with the reason when the time is up, or by `end`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(reason: Error): void {
    clearTimeout(this.#timer);
    this.#controller.abort(reason);
  }
}
