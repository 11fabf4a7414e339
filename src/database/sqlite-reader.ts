import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { queryTimeout, serviceUnavailable } from "../errors.js";
import type { Stored } from "./database.js";
import type { Reading } from "./reading.js";

/** What a reader's process is asked. */
export interface ReaderRequest {
  text: string;
  values: Stored[];
  asArrays: boolean;
}

/** What a reader's process tells: that it can be asked, some rows of an answer, or what was wrong with a statement. */
export type ReaderMessage =
  | { isReady: true }
  | { rows: unknown[]; isLast: boolean }
  | { fault: { message: string; code?: string | undefined } };

/** The file that a reader reads, and how long it may take. */
export interface ReaderOptions {
  file: string;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
}

/** Told of what becomes of a reader. */
export interface ReaderOwner {
  /** It can run a statement; `finished` is the one that it has run. */
  onFree(reader: SqliteReader, finished: Reading | null): void;
  /** Its process has ended; `begun` is the statement that it was running, and may be settled. */
  onGone(reader: SqliteReader, begun: Reading | null): void;
}

const PROGRAM = fileURLToPath(new URL("./sqlite-reader.process.js", import.meta.url));

// A reader holds few rows at a time. The flags of this process, such as a debugger's, are not for it.
const FLAGS = ["--max-old-space-size=64", "--max-semi-space-size=1"];

// Most statements are over before another process could have started.
const GRACE_MS = 200;

// Faults of the machine, not of the statement.
const UNAVAILABLE = /^SQLITE_(BUSY|CANTOPEN|FULL|IOERR|NOMEM)/;

/** A process that reads a database, one statement at a time. Nothing but its end ends a statement early. */
export class SqliteReader {
  /** Whether its process has come up. */
  isUp = false;
  freeSince = 0;
  /** Settled when the process has ended, whatever it was doing. */
  readonly gone: Promise<void>;
  readonly #process: ChildProcess;
  #reading: Reading | null = null;
  #rows: unknown[] = [];
  #timer: NodeJS.Timeout;

  constructor(
    readonly options: ReaderOptions,
    readonly owner: ReaderOwner,
  ) {
    this.#process = fork(PROGRAM, [options.file, String(process.pid)], {
      execArgv: FLAGS,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    // It does not keep the server running; the timer of a statement does, as long as that runs.
    this.#process.unref();
    this.#process.channel?.unref();
    this.#timer = this.#endAfter(options.connectTimeoutMs);
    this.gone = this.#follow().then(() => {
      clearTimeout(this.#timer);
      owner.onGone(this, this.#reading);
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** What it runs at present. */
  get reading(): Reading | null {
    return this.#reading;
  }

  /** Why it does not read, once its process has ended. */
  get fault(): Error {
    const { exitCode, signalCode } = this.#process;
    return serviceUnavailable(
      new Error(`A reader of the database has ended (${signalCode ?? exitCode ?? "not started"})`),
    );
  }

  /** Runs the statement of a reading. */
  run(reading: Reading): void {
    this.#reading = reading;
    this.#timer = this.#endAfter(this.options.statementTimeoutMs, () => {
      reading.reject(queryTimeout(new Error("A statement was ended at its time limit")));
    });
    const request: ReaderRequest = { ...reading.statement, asArrays: reading.asArrays };
    this.#process.send(request);
  }

  /** Nobody waits for its rows any more. */
  abandon(): void {
    this.#reading?.reject(this.#reading.session.signal.reason as Error);
    clearTimeout(this.#timer);
    this.#timer = this.#endAfter(GRACE_MS);
  }

  /** Ends the process, whatever it is doing. */
  end(): void {
    this.#process.kill("SIGKILL");
  }

  #endAfter(milliseconds: number, tell?: () => void): NodeJS.Timeout {
    return setTimeout(() => {
      tell?.();
      this.end();
    }, milliseconds);
  }

  // Until the process has ended.
  #follow(): Promise<unknown> {
    return new Promise((resolve) => {
      this.#process
        .on("message", (message: ReaderMessage) => {
          this.#hear(message);
        })
        .once("exit", resolve)
        // It could not be started, or not be told anything.
        .on("error", () => {
          if (this.#process.pid === undefined) resolve(undefined);
          else this.end();
        });
    });
  }

  #hear(message: ReaderMessage): void {
    if ("rows" in message) {
      // Most answers are one message.
      if (this.#rows.length === 0) this.#rows = message.rows;
      else for (const row of message.rows) this.#rows.push(row);
      if (!message.isLast) return;
      this.#reading?.resolve(this.#rows);
    } else if ("fault" in message) {
      const error = Object.assign(new Error(message.fault.message), { code: message.fault.code });
      this.#reading?.reject(UNAVAILABLE.test(message.fault.code ?? "") ? serviceUnavailable(error) : error);
    }
    clearTimeout(this.#timer);
    const finished = this.#reading;
    this.#reading = null;
    this.#rows = [];
    this.isUp = true;
    this.freeSince = performance.now();
    this.owner.onFree(this, finished);
  }
}
