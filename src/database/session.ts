import type { DataSource } from "typeorm";
import type { Signal } from "../time/signal.js";

/** Most statements of one session at once: more are hardly faster, and would take connections from other sessions. */
const MAX_AT_ONCE = 4;

/** Runs the statements of one request, and drops or ends them when the request is over. */
export class Session {
  #running = 0;
  readonly #turns: (() => void)[] = [];
  readonly #endings = new Set<(reason: unknown) => void>();

  constructor(
    readonly dataSource: DataSource,
    /** Aborted when the request is over: answered, left by its client, or past its deadline. */
    readonly signal: Signal,
    /** Whether all statements read one snapshot of one server, since connections lead to several that may differ. */
    readonly inSnapshot = false,
  ) {
    const end = (): void => {
      for (const reject of this.#endings) reject(signal.reason);
    };
    signal.addEventListener("abort", end, { once: true });
  }

  /** Throws the reason when the request is over; long computations call it. */
  check(): void {
    this.signal.throwIfAborted();
  }

  /** Runs a statement as soon as fewer than MAX_AT_ONCE others run, unless the request is over by then. */
  async run<T>(statement: () => Promise<T>): Promise<T> {
    if (this.#running < MAX_AT_ONCE) this.#running += 1;
    else await this.within(new Promise<void>((resolve) => this.#turns.push(resolve)));
    try {
      this.check();
      return await this.within(statement());
    } finally {
      const next = this.#turns.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  /** Settles like the promise, but rejects with the signal's reason if the request is over first. */
  within<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#endings.delete(reject);
      };
      promise.then(resolve, reject).finally(settle);
      if (this.signal.aborted) reject(this.signal.reason as Error);
      else this.#endings.add(reject);
    });
  }
}
