import type { Pool, PoolConnection } from "mysql2";
import { connectionOf, isUnfit, mysqlPool, runUntil, turnsIn } from "./mysql.connections.js";
import { endStatement } from "./mysql.ending.js";
import { renewConnections } from "./mysql.session.js";
import type { Session } from "./session.js";
import { Turns } from "./turns.js";

/** One session's connection, within a transaction that sees one state of one server. */
class Snapshot {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly pool: Pool,
    readonly connection: PoolConnection,
  ) {}

  /** Runs a statement after those before it: the connection runs one at a time, and only that one may be ended. */
  run<T>(
    { signal }: Session,
    text: string,
    statement: (connection: PoolConnection) => Promise<T>,
  ): Promise<T> {
    const { pool, connection } = this;
    const running = this.#last.then(() =>
      runUntil(
        signal,
        () => statement(connection),
        (ended) => endStatement(pool, connection, text, ended),
      ),
    );
    this.#last = running.catch((error: unknown) => {
      if (isUnfit(error)) renewConnections(pool);
    });
    return running;
  }

  /** Ends the transaction once no statement runs. */
  async close(): Promise<void> {
    await this.#last;
    const ended = await command(this.connection, "ROLLBACK").then(
      () => true,
      () => false,
    );
    if (ended) this.connection.release();
    else this.connection.destroy();
  }
}

const snapshots = new WeakMap<Session, Promise<Snapshot>>();

/**
 * Runs a statement of a session in the snapshot that its first statement has opened. Connections lead to several servers
 * then, of which one may lack what another has: all that is read for one answer, the version of the data included, is
 * read from one.
 */
export async function inSnapshot<T>(
  session: Session,
  text: string,
  statement: (connection: PoolConnection) => Promise<T>,
): Promise<T> {
  let opened = snapshots.get(session);
  if (!opened) {
    opened = open(session);
    snapshots.set(session, opened);
    // The next statement tries again, since nothing has been read yet.
    opened.catch(() => snapshots.delete(session));
  }
  return (await opened).run(session, text, statement);
}

const places = new WeakMap<Pool, Turns>();

// One connection is left to what sessions wait for together, such as the index of a search, which would never come else.
function placesIn(pool: Pool): Turns {
  let turns = places.get(pool);
  if (!turns) {
    const { connectionLimit = 2, queueLimit = 0 } = pool.config;
    places.set(pool, (turns = new Turns(Math.max(1, connectionLimit - 1), queueLimit || Infinity)));
  }
  return turns;
}

async function open(session: Session): Promise<Snapshot> {
  const { signal } = session;
  const pool = mysqlPool(session.dataSource);
  const taken: Turns[] = [];
  const giveBack = (): void => {
    for (const turns of taken) turns.give(session);
  };
  try {
    for (const turns of [placesIn(pool), turnsIn(pool)]) {
      await turns.take(session, signal);
      taken.push(turns);
    }
    const snapshot = new Snapshot(pool, await begun(pool));
    const close = (): void => void snapshot.close().finally(giveBack);
    if (signal.aborted) close();
    else signal.addEventListener("abort", close, { once: true });
    return snapshot;
  } catch (error) {
    giveBack();
    throw error;
  }
}

// A connection that was idle may have been lost; then another is asked for.
async function begun(pool: Pool): Promise<PoolConnection> {
  for (let attempt = 1; ; attempt += 1) {
    const connection = await connectionOf(pool);
    try {
      await command(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
      return connection;
    } catch (error) {
      connection.destroy();
      if (attempt === 2) throw error;
    }
  }
}

const command = (connection: PoolConnection, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.query(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
