import type { Signal } from "../time/signal.js";
interface Share {
  held: number;
  waiting: (() => void)[];
}

/**
 * Distributes a number of places fairly among owners. Owners are served in turn, so that none waits for all requests of
 * another. An owner that holds n places gets another only while more than n are free, which leaves some for newcomers.
 */
export class Turns {
  // In the order in which owners are served.
  readonly #shares = new Map<object, Share>();
  #free: number;
  #waiting = 0;

  /** At most `limit` requests wait. */
  constructor(
    places: number,
    readonly limit: number,
  ) {
    this.#free = places;
  }

  get free(): number {
    return this.#free;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Waits for a place; `give` returns it. Throws when too many wait, or the signal's reason when it is aborted. */
  async take(owner: object, signal: Signal | null): Promise<void> {
    signal?.throwIfAborted();
    const share = this.#shares.get(owner) ?? { held: 0, waiting: [] };
    this.#shares.set(owner, share);
    if (this.#mayHold(share)) {
      this.#hold(share);
      return;
    }
    if (this.#waiting >= this.limit) {
      this.#forget(owner, share);
      throw new Error("Queue limit reached");
    }
    await this.#wait(owner, share, signal);
  }

  give(owner: object): void {
    const share = this.#shares.get(owner);
    if (!share) return;
    share.held -= 1;
    this.#free += 1;
    this.#forget(owner, share);
    this.#serve();
  }

  #mayHold({ held }: Share): boolean {
    return this.#free > held;
  }

  #hold(share: Share): void {
    share.held += 1;
    this.#free -= 1;
  }

  #wait(owner: object, share: Share, signal: Signal | null): Promise<void> {
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        signal?.removeEventListener("abort", drop);
        resolve();
      };
      const drop = (): void => {
        share.waiting.splice(share.waiting.indexOf(turn), 1);
        this.#waiting -= 1;
        this.#forget(owner, share);
        reject(signal?.reason as Error);
      };
      share.waiting.push(turn);
      signal?.addEventListener("abort", drop, { once: true });
    });
  }

  #serve(): void {
    for (const [owner, share] of this.#shares) {
      if (this.#free === 0) return;
      if (share.waiting.length === 0 || !this.#mayHold(share)) continue;
      // Moves the owner to the end, where this loop visits it again.
      this.#shares.delete(owner);
      this.#shares.set(owner, share);
      this.#hold(share);
      this.#waiting -= 1;
      share.waiting.shift()?.();
    }
  }

  #forget(owner: object, { held, waiting }: Share): void {
    if (held === 0 && waiting.length === 0) this.#shares.delete(owner);
  }
}
