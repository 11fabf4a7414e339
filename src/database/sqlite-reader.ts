import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { queryTimeout, serviceUnavailable } from "../errors.js";
import type { Stored } from "./database.js";
import type { Reading } from "./reading.js";
import { namer } from "./sqlite-rows.js";

/** A statement for a reader's process. */
export interface ReaderRequest {
  text: string;
  values: Stored[];
  asArrays: boolean;
}

/**
 * A message from a reader's process: that it is ready, why it cannot open the database, some of a statement's rows, of which
 * the first ones come with the names of their columns if these are wanted, or why the statement failed.
 */
export type ReaderMessage =
  | { isReady: true }
  | { refusal: string }
  | { names?: string[] | undefined; rows: Stored[][]; isLast: boolean }
  | { fault: { message: string; code?: string | undefined } };

/** The file that a reader reads, and its time limits. */
export interface ReaderOptions {
  file: string;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
}

/** Is notified of a reader's state. */
export interface ReaderOwner {
  /** The reader is free; `finished` is the statement that it has run, null when it has just started. */
  onFree(reader: SqliteReader, finished: Reading | null): void;
  /** The reader's process has ended; `begun` is the statement that it was running, which may already be settled. */
  onGone(reader: SqliteReader, begun: Reading | null): void;
}

const PROGRAM = fileURLToPath(new URL("./sqlite-reader.process.js", import.meta.url));

// A reader holds few rows at a time. It must not inherit this process's flags, such as a debugger's.
const FLAGS = ["--max-old-space-size=64", "--max-semi-space-size=1"];

// Most statements end sooner than a new process could start.
const GRACE_MS = 200;

// Faults of the machine, not of the statement.
const UNAVAILABLE = /^SQLITE_(BUSY|CANTOPEN|FULL|IOERR|NOMEM)/;

/** A process that reads a database, one statement at a time. Only ending the process ends a statement early. */
export class SqliteReader {
  /** Whether its process has started and can run statements. */
  isUp = false;
  freeSince = 0;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  readonly #process: ChildProcess;
  #reading: Reading | null = null;
  #rows: unknown[] = [];
  #named: ((rows: readonly Stored[][]) => unknown[]) | null = null;
  #refusal: string | null = null;
  #timer: NodeJS.Timeout;

  constructor(
    readonly options: ReaderOptions,
    readonly owner: ReaderOwner,
  ) {
    this.#process = fork(PROGRAM, [options.file, String(process.pid)], {
      execArgv: FLAGS,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    // The process does not keep the server alive; the timer of a running statement does.
    this.#process.unref();
    this.#process.channel?.unref();
    this.#timer = this.#endAfter(options.connectTimeoutMs);
    this.gone = this.#untilExit().then(() => {
      clearTimeout(this.#timer);
      owner.onGone(this, this.#reading);
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** The statement that it is running; null when it is free. */
  get reading(): Reading | null {
    return this.#reading;
  }

  /** The error for its statements once its process has ended. */
  get fault(): Error {
    const { exitCode, signalCode } = this.#process;
    return serviceUnavailable(
      new Error(
        `A reader of the database has ended (${this.#refusal ?? signalCode ?? exitCode ?? "not started"})`,
      ),
    );
  }

  run(reading: Reading): void {
    this.#reading = reading;
    this.#timer = this.#endAfter(this.options.statementTimeoutMs, () => {
      reading.reject(queryTimeout(new Error("A statement was ended at its time limit")));
    });
    const request: ReaderRequest = { ...reading.statement, asArrays: reading.asArrays };
    this.#process.send(request);
  }

  /** Rejects the running statement, and ends the process if the statement does not end soon. */
  abandon(): void {
    this.#reading?.reject(this.#reading.session.signal.reason as Error);
    clearTimeout(this.#timer);
    this.#timer = this.#endAfter(GRACE_MS);
  }

  /** Kills the process. */
  end(): void {
    this.#process.kill("SIGKILL");
  }

  #endAfter(milliseconds: number, before?: () => void): NodeJS.Timeout {
    return setTimeout(() => {
      before?.();
      this.end();
    }, milliseconds);
  }

  // Handles the process's messages; resolves when it has ended.
  #untilExit(): Promise<unknown> {
    return new Promise((resolve) => {
      this.#process
        .on("message", (message: ReaderMessage) => {
          this.#receive(message);
        })
        .once("exit", resolve)
        // The process could not be started, or a message could not be sent.
        .on("error", () => {
          if (this.#process.pid === undefined) resolve(undefined);
          else this.end();
        });
    });
  }

  #receive(message: ReaderMessage): void {
    if ("refusal" in message) {
      this.#refusal = message.refusal;
      return;
    }
    if ("rows" in message) {
      if (message.names) this.#named = namer(message.names);
      const rows = this.#named?.(message.rows) ?? message.rows;
      // Most statements need only one message.
      if (this.#rows.length === 0) this.#rows = rows;
      else for (const row of rows) this.#rows.push(row);
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
    this.#named = null;
    this.isUp = true;
    this.freeSince = performance.now();
    this.owner.onFree(this, finished);
  }
}
