import { serviceUnavailable } from "../errors.js";
import type { Statement } from "./engine.js";
import { Reading } from "./reading.js";
import { ReadingQueue } from "./reading-queue.js";
import type { Session } from "./session.js";
import { SqliteReader, type ReaderOptions } from "./sqlite-reader.js";

/** Options of the readers of a database. */
export interface ReadersOptions extends ReaderOptions {
  /** Maximum number of readers. */
  poolSize: number;
  /** Maximum number of statements that wait for a reader. */
  queueLimit: number;
}

const USUAL_READERS = 2;

// How long a session waits for others' slow statements before another reader is started, which takes as long again.
const PATIENCE_MS = 50;

// Extra readers stay for a while, in case they are needed again.
const IDLE_MS = 10_000;

/**
 * The readers of a database, started on demand. A session with slow statements does not hold up the others: it never
 * gets all readers, and more readers are started soon after all are busy.
 */
export class SqliteReaders {
  readonly #readers = new Set<SqliteReader>();
  // The most recently used one is last, and is used next.
  readonly #free: SqliteReader[] = [];
  readonly #queue: ReadingQueue;
  #growing: NodeJS.Timeout | null = null;
  #shrinking: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(readonly options: ReadersOptions) {
    this.#queue = new ReadingQueue(options.queueLimit, (session) => {
      this.#abandon(session);
    });
  }

  /** The ids of the readers' processes. */
  get pids(): number[] {
    return [...this.#readers].flatMap(({ pid }) => pid ?? []);
  }

  /** How many readers there are, how many of them are busy, and how many statements wait. */
  get state(): { size: number; busy: number; waiting: number } {
    const size = this.#readers.size;
    return { size, busy: size - this.#free.length, waiting: this.#queue.length };
  }

  /** The rows of a statement. Rejects with the reason of the session's signal when it is aborted. */
  async read(session: Session, statement: Statement, asArrays: boolean): Promise<unknown[]> {
    session.signal.throwIfAborted();
    if (this.#isClosed) throw closed();
    const reading = new Reading(session, statement, asArrays);
    this.#queue.add(reading);
    this.#serve();
    return reading.rows;
  }

  /** Ends all readers, even those that are busy. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#growing) clearTimeout(this.#growing);
    if (this.#shrinking) clearTimeout(this.#shrinking);
    this.#queue.rejectAll(closed());
    const readers = [...this.#readers];
    for (const reader of readers) reader.end();
    await Promise.all(readers.map(({ gone }) => gone));
  }

  onFree(reader: SqliteReader, finished: Reading | null): void {
    if (finished) this.#queue.finish(finished);
    this.#free.push(reader);
    this.#serve();
    if (this.#readers.size > USUAL_READERS) this.#shrinkLater();
  }

  onGone(reader: SqliteReader, begun: Reading | null): void {
    this.#readers.delete(reader);
    const place = this.#free.indexOf(reader);
    if (place >= 0) this.#free.splice(place, 1);
    if (begun) this.#again(begun, reader.fault);
    // While no reader can start, each failed start fails one statement, so that none waits for ever.
    if (!reader.isUp && ![...this.#readers].some(({ isUp }) => isUp)) this.#fail(reader.fault);
    if (!this.#isClosed) this.#serve();
  }

  // The process may have ended before it got the statement, and reading twice is harmless. But a statement that crashes
  // its process is retried only once, so that it does not crash all readers.
  #again(reading: Reading, fault: Error): void {
    if (reading.isSettled || reading.isRetried || this.#isClosed) reading.reject(fault);
    else {
      reading.isRetried = true;
      this.#queue.add(reading);
    }
    this.#queue.finish(reading);
  }

  #fail(fault: Error): void {
    const reading = this.#queue.take(false);
    if (!reading) return;
    reading.reject(fault);
    this.#queue.finish(reading);
  }

  #serve(): void {
    if (this.#queue.length === 0) return;
    while (this.#readers.size < USUAL_READERS) this.#start();
    while (this.#free.length > 0) {
      const reading = this.#queue.take(this.#free.length === 1);
      if (!reading) break;
      this.#free.pop()?.run(reading);
    }
    if (this.#queue.length > 0) this.#growing ??= setTimeout(this.#grow, PATIENCE_MS).unref();
  }

  readonly #grow = (): void => {
    this.#growing = null;
    const isStarting = [...this.#readers].some(({ isUp }) => !isUp);
    const isWanted = !isStarting && this.#queue.longestWait >= PATIENCE_MS;
    if (isWanted && this.#readers.size < this.options.poolSize) this.#start();
    this.#serve();
  };

  #shrinkLater(): void {
    this.#shrinking ??= setTimeout(this.#shrink, IDLE_MS).unref();
  }

  readonly #shrink = (): void => {
    this.#shrinking = null;
    if (this.#readers.size <= USUAL_READERS) return;
    const [longestFree] = this.#free;
    if (longestFree && performance.now() - longestFree.freeSince >= IDLE_MS) {
      this.#free.shift();
      longestFree.end();
    }
    this.#shrinkLater();
  };

  #start(): void {
    this.#readers.add(new SqliteReader(this.options, this));
  }

  #abandon(session: Session): void {
    for (const reader of this.#readers) if (reader.reading?.session === session) reader.abandon();
  }
}

const closed = (): Error => serviceUnavailable(new Error("The database has been closed"));
