import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import {
  createConnection,
  type Connection,
  type ConnectionOptions,
  type Pool,
  type PoolConnection,
} from "mysql2";

/** Longest time in which a statement is ended, in milliseconds; then its connection is given up. */
const PATIENCE = 2_000;
/** Time between two attempts: the first may come before the database has begun with the statement. */
const PAUSE = 20;
/** Statements are ended in groups, so that the connection for it is kept for a while. */
const KEPT = 1_000;

/**
 * Ends a statement that runs on a connection, and returns when it has ended and nothing more is to come of that. A
 * connection on which it does not end is closed: the database's own limit must end it then.
 */
export async function endStatement(
  pool: Pool,
  connection: PoolConnection,
  text: string,
  running: Promise<unknown>,
): Promise<void> {
  const ender = enderOf(pool);
  const over = new AbortController();
  const finish = (): void => {
    over.abort();
  };
  running.then(finish, finish);
  const timer = setTimeout(() => {
    closeSocket(connection);
    ender.close();
    finish();
  }, PATIENCE);
  try {
    while (!over.signal.aborted) {
      await ender.end(connection.threadId, text);
      await pause(PAUSE, undefined, over).catch(() => undefined);
    }
    // The last order may have come late: then it ends this statement, which nobody needs.
    await query(connection, "DO 0").catch(() => undefined);
  } catch {
    closeSocket(connection);
  } finally {
    clearTimeout(timer);
  }
}

const enders = new WeakMap<Pool, Ender>();

function enderOf(pool: Pool): Ender {
  let ender = enders.get(pool);
  if (!ender) enders.set(pool, (ender = new Ender(pool)));
  return ender;
}

type Address = Required<
  Pick<ConnectionOptions, "host" | "port" | "socketPath" | "user" | "password" | "ssl" | "connectTimeout">
>;

/** Ends statements over a connection beside those of the pool, all of which may be busy. */
class Ender {
  #connection: Connection | null = null;
  #inUse = 0;
  #closing: NodeJS.Timeout | undefined;

  constructor(readonly pool: Pool) {}

  /** Ends what a thread runs, if that is the statement: behind a balancer, another server may have a thread of this number. */
  async end(threadId: number, text: string): Promise<void> {
    const connection = (this.#connection ??= this.#open());
    clearTimeout(this.#closing);
    this.#inUse += 1;
    try {
      const beginning = text.slice(0, text.indexOf("*/") + 2);
      const threads = await query(
        connection,
        "SELECT p.id FROM information_schema.processlist p WHERE p.id = ? AND LEFT(p.info, ?) = ?",
        [threadId, beginning.length, beginning],
      );
      if (threads.length > 0) await query(connection, `KILL QUERY ${threadId}`);
    } finally {
      this.#inUse -= 1;
      if (this.#inUse === 0) this.#closeLater();
    }
  }

  #closeLater(): void {
    this.#closing = setTimeout(() => {
      this.close();
    }, KEPT);
    this.#closing.unref();
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = null;
    if (!connection) return;
    if (this.#inUse > 0) closeSocket(connection);
    else connection.end();
  }

  #open(): Connection {
    // The driver's types know them by another place.
    const { connectionConfig } = this.pool.config as { connectionConfig: Address };
    const { host, port, socketPath, user, password, ssl, connectTimeout } = connectionConfig;
    const connection = createConnection({ host, port, socketPath, user, password, ssl, connectTimeout });
    connection.on("error", () => {
      if (this.#connection === connection) this.#connection = null;
    });
    return connection;
  }
}

function query(connection: Connection, text: string, values: unknown[] = []): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    connection.query(text, values, (error, rows) => {
      if (error) reject(error);
      else resolve(Array.isArray(rows) ? rows : []);
    });
  });
}

/** Gives a connection up that does not answer; whatever waits for it fails. */
function closeSocket(connection: Connection): void {
  // The driver's types leave the socket out, which its own `destroy` would only end in order.
  const { stream } = connection as unknown as { stream: Socket };
  stream.destroy(Object.assign(new Error("The database does not answer"), { code: "ETIMEDOUT" }));
}
