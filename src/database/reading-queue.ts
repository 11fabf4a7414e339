import { serviceUnavailable } from "../errors.js";
import type { Reading } from "./reading.js";
import type { Session } from "./session.js";

/** One session's waiting and running statements. */
interface Share {
  waiting: Reading[];
  running: number;
  onAbort: () => void;
}

/** Statements that wait for a reader. Sessions take turns, so that none waits for all statements of another. */
export class ReadingQueue {
  readonly #shares = new Map<Session, Share>();
  #length = 0;

  /** At most `limit` statements wait. `onAbort` gets each session that is aborted while a reader runs its statement. */
  constructor(
    readonly limit: number,
    readonly onAbort: (session: Session) => void,
  ) {}

  get length(): number {
    return this.#length;
  }

  /** The longest wait of a session that has no running statement, in milliseconds; 0 when none waits. */
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
      // One listener for all statements of a session: Node.js warns when a signal has many.
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

  /** Takes the next statement; null when none may run. The last free reader is reserved for sessions that have none. */
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

  /** Must be called for each taken statement once no reader runs it any more. */
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

  // Rejects the last statement of the session that has the most waiting.
  #refuse(): void {
    const longest = [...this.#shares.values()].reduce((one, other) =>
      other.waiting.length > one.waiting.length ? other : one,
    );
    this.#length -= 1;
    longest.waiting
      .pop()
      ?.reject(serviceUnavailable(new Error("Too many statements are waiting for the database")));
  }
}
