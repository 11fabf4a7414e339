import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import {
  createConnection,
  type Connection,
  type ConnectionOptions,
  type Pool,
  type PoolConnection,
} from "mysql2";

/** How long to try to kill a statement, in milliseconds, before its connection is closed. */
const PATIENCE = 2_000;
/** Milliseconds between two attempts: the first may reach the database before the statement has started. */
const PAUSE = 20;
/** How long an idle killing connection stays open, in milliseconds: statements are often killed in groups. */
const IDLE = 1_000;

/**
 * Kills the statement that runs on a connection, and returns when it has ended and no late kill can hit the next one.
 * If the statement does not end in time, its connection is closed, and the database's own time limit must end it.
 */
export async function endStatement(
  pool: Pool,
  connection: PoolConnection,
  text: string,
  running: Promise<unknown>,
): Promise<void> {
  const killer = killerOf(pool);
  const over = new AbortController();
  const finish = (): void => {
    over.abort();
  };
  running.then(finish, finish);
  const timer = setTimeout(() => {
    closeSocket(connection);
    killer.close();
    finish();
  }, PATIENCE);
  try {
    while (!over.signal.aborted) {
      await killer.kill(connection.threadId, text);
      await pause(PAUSE, undefined, over).catch(() => undefined);
    }
    // The last KILL may arrive late: let it hit this dummy statement.
    await query(connection, "DO 0").catch(() => undefined);
  } catch {
    closeSocket(connection);
  } finally {
    clearTimeout(timer);
  }
}

const killers = new WeakMap<Pool, Killer>();

function killerOf(pool: Pool): Killer {
  let killer = killers.get(pool);
  if (!killer) killers.set(pool, (killer = new Killer(pool)));
  return killer;
}

type Address = Required<
  Pick<ConnectionOptions, "host" | "port" | "socketPath" | "user" | "password" | "ssl" | "connectTimeout">
>;

/** Kills statements over a separate connection, since all connections of the pool may be busy. */
class Killer {
  #connection: Connection | null = null;
  #inUse = 0;
  #closing: NodeJS.Timeout | undefined;

  constructor(readonly pool: Pool) {}

  /**
   * Kills the statement if the thread is running it: behind a load balancer, the same thread id may belong to another
   * server.
   */
  async kill(threadId: number, text: string): Promise<void> {
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
    }, IDLE);
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
    // The driver's types do not declare `connectionConfig`.
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

/** Closes a connection that does not respond; statements that wait on it fail. */
function closeSocket(connection: Connection): void {
  // The driver's types do not declare `stream`, and the driver's own `destroy` only closes the socket gracefully.
  const { stream } = connection as unknown as { stream: Socket };
  stream.destroy(Object.assign(new Error("The database does not respond"), { code: "ETIMEDOUT" }));
}
