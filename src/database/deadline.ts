import { OwnSignal, type Signal } from "../time/signal.js";

/** A signal that is aborted after a time limit, or earlier by `end`. */
export class Deadline {
  readonly #signal = new OwnSignal();
  readonly #timer: NodeJS.Timeout;

  constructor(milliseconds: number, reason: () => Error) {
    this.#timer = setTimeout(() => {
      this.#signal.abort(reason());
    }, milliseconds);
    this.#timer.unref();
  }

  /** Aborted with the reason when the time is up, or by `end`. */
  get signal(): Signal {
    return this.#signal;
  }

  end(reason: Error): void {
    clearTimeout(this.#timer);
    this.#signal.abort(reason);
  }
}
