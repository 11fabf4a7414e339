import { serviceUnavailable } from "../errors.js";
import type { Reading } from "./reading.js";
import type { Session } from "./session.js";

/** What one session has to do with the queue. */
interface Share {
  waiting: Reading[];
  running: number;
  onAbort: () => void;
}

/** Statements that wait to be read. Sessions take turns, so that none waits for all statements of another. */
export class ReadingQueue {
  readonly #shares = new Map<Session, Share>();
  #length = 0;

  /** At most `limit` statements wait. `onAbort` is told of sessions that are over while something is read for them. */
  constructor(
    readonly limit: number,
    readonly onAbort: (session: Session) => void,
  ) {}

  get length(): number {
    return this.#length;
  }

  /** How long a session has waited that nothing is read for, in milliseconds; 0 when none waits. */
  get longestWait(): number {
    const now = performance.now();
    const waits = [...this.#shares.values()].map(({ running, waiting: [first] }) =>
      running === 0 && first ? now - first.since : 0,
    );
    return Math.max(0, ...waits);
  }

  add(reading: Reading): void {
    const { session } = reading;
    let share = this.#shares.get(session);
    if (!share) {
      // One listener for all statements of a session: signals warn of many.
      const onAbort = (): void => {
        this.#drop(session);
      };
      this.#shares.set(session, (share = { waiting: [], running: 0, onAbort }));
      session.signal.addEventListener("abort", onAbort, { once: true });
    }
    share.waiting.push(reading);
    this.#length += 1;
    if (this.#length > this.limit) this.#refuse();
  }

  /** Takes the statement whose turn it is. Where one reader is left, it is for a session that has none. */
  take(isLastReader: boolean): Reading | null {
    const waiting = [...this.#shares].filter(([, share]) => share.waiting.length > 0);
    const next = waiting.find(([, { running }]) => running === 0) ?? (isLastReader ? undefined : waiting[0]);
    if (!next) return null;
    const [session, share] = next;
    this.#shares.delete(session);
    this.#shares.set(session, share);
    this.#length -= 1;
    share.running += 1;
    return share.waiting.shift() ?? null;
  }

  /** Told of each statement that was taken, when no reader is busy with it any more. */
  finish({ session }: Reading): void {
    const share = this.#shares.get(session);
    if (!share) return;
    share.running -= 1;
    this.#forget(session, share);
  }

  rejectAll(reason: Error): void {
    for (const [session, share] of this.#shares) {
      for (const reading of share.waiting.splice(0)) reading.reject(reason);
      this.#forget(session, share);
    }
    this.#length = 0;
  }

  #forget(session: Session, { waiting, running, onAbort }: Share): void {
    if (waiting.length > 0 || running > 0) return;
    session.signal.removeEventListener("abort", onAbort);
    this.#shares.delete(session);
  }

  #drop(session: Session): void {
    const share = this.#shares.get(session);
    if (!share) return;
    const dropped = share.waiting.splice(0);
    this.#length -= dropped.length;
    for (const reading of dropped) reading.reject(session.signal.reason as Error);
    if (share.running > 0) this.onAbort(session);
    this.#forget(session, share);
  }

  // Of too many statements, the last of the session that has most of them is refused.
  #refuse(): void {
    const longest = [...this.#shares.values()].reduce((one, other) =>
      other.waiting.length > one.waiting.length ? other : one,
    );
    this.#length -= 1;
    longest.waiting.pop()?.reject(serviceUnavailable(new Error("Too many statements wait for the database")));
  }
}
