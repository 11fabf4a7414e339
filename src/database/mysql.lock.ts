import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { DataSource, QueryRunner } from "typeorm";
import { faultChain, isDeadlock } from "./fault-chain.js";
import { waitForLock, type Release, type Notify } from "./lock.js";

/** How often a holder shows that it is alive, in milliseconds. */
const BEAT_MS = 2_000;
/** Looks at a lease, a quarter of a second apart, after which a holder that shows nothing is taken for dead. While a
 * cluster lets nobody write, it answers no look either. */
const LOOKS = 80;
/** How often, and after how many milliseconds each, one looks for the name that a new holder is about to write. */
const NAMELESS_LOOKS = 5;
const SOON_MS = 200;

/** How often, and after how many milliseconds each, a lease whose connection was lost is given back over another one. */
const ATTEMPTS = 10;
const AGAIN_MS = 500;

const BEAT = "UPDATE leases SET beat = beat + 1 WHERE name = 'load' AND token = ?";
const GIVE_BACK = "UPDATE leases SET token = '', holder = '' WHERE name = 'load' AND token = ?";
// MySQL limits lock names to 64 characters.
const LOCK = "LEFT(CONCAT(DATABASE(), '.cakupan'), 64)";

/**
 * Locks a MySQL or MariaDB database by a row, since a lock of the server's own is unknown to the other nodes of a cluster.
 * A holder also has such a lock at its server: there, and only there, it tells at once that the holder is gone.
 */
export async function lockMysql(
  dataSource: DataSource,
  notify: Notify,
  looks: number = LOOKS,
): Promise<Release> {
  const lease = new Lease(dataSource.createQueryRunner(), looks);
  try {
    await waitForLock(() => lease.take(), notify);
  } catch (error) {
    await lease.release();
    throw error;
  }
  return () => lease.release();
}

interface Stored {
  token: string;
  holder: string;
  server: string;
  beat: number;
}

class Lease {
  readonly #token = randomBytes(12).toString("hex");
  readonly #holder = nameOfProcess();
  /** The server at which this connection has the lock. */
  #server = "";
  #seen = "";
  #looks = 0;
  #beating: NodeJS.Timeout | undefined;
  #beat: Promise<unknown> = Promise.resolve();

  constructor(
    readonly runner: QueryRunner,
    readonly looks: number,
  ) {}

  /** Null when the lease was taken, else the name of its holder. */
  async take(): Promise<string | null> {
    // A connection may take a lock several times, and would have to release it as often.
    const isHere = this.#server !== "" || (await this.#lockHere());
    const stored = await this.#read();
    if (!isHere) return stored.holder || (await this.#nextHolder());
    const isFree = stored.token === "" || stored.server === this.#server || this.#isDead(stored);
    if (!isFree || !(await this.#replace(stored))) return stored.holder || "another process";
    this.#beating = setInterval(() => {
      // Whoever closes the database without giving the lease back shows no life any more.
      if (!this.runner.dataSource.isInitialized) clearInterval(this.#beating);
      else this.#beat = this.#beat.then(() => this.#showLife());
    }, BEAT_MS);
    this.#beating.unref();
    return null;
  }

  async #lockHere(): Promise<boolean> {
    const [row] = (await this.runner.query(
      `SELECT GET_LOCK(${LOCK}, 0) AS \`held\`, CONCAT_WS(' ', @@hostname, @@port, @@server_id) AS \`server\``,
    )) as [{ held: number | string | null; server: string }];
    if (Number(row.held) === 1) this.#server = row.server;
    return this.#server !== "";
  }

  async release(): Promise<void> {
    clearInterval(this.#beating);
    await this.#beat;
    // A lost connection has lost its lock too, and its error must not hide the task's.
    await this.runner.query(GIVE_BACK, [this.#token]).catch(() => this.#giveBackElsewhere());
    await this.runner.query(`SELECT RELEASE_LOCK(${LOCK})`).catch(() => undefined);
    await this.runner.release();
  }

  // Else others would wait for a sign of life; by then a cluster has another node to write to.
  async #giveBackElsewhere(): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await pause(AGAIN_MS);
      if (!this.runner.dataSource.isInitialized) return;
      const given = this.runner.dataSource.query(GIVE_BACK, [this.#token]);
      if (
        await given.then(
          () => true,
          () => false,
        )
      )
        return;
    }
  }

  // Whoever has the lock is about to write its name.
  async #nextHolder(): Promise<string> {
    for (let look = 0; look < NAMELESS_LOOKS; look += 1) {
      await pause(SOON_MS);
      const { holder } = await this.#read();
      if (holder !== "") return holder;
    }
    return "another process";
  }

  #isDead({ token, beat }: Stored): boolean {
    const seen = `${token} ${beat}`;
    this.#looks = seen === this.#seen ? this.#looks + 1 : 0;
    this.#seen = seen;
    return this.#looks >= this.looks;
  }

  async #read(): Promise<Stored> {
    try {
      const rows = (await this.runner.query(
        "SELECT l.token AS `token`, l.holder AS `holder`, l.server AS `server`, l.beat AS `beat` FROM leases l WHERE l.name = 'load'",
      )) as Stored[];
      if (rows[0]) return rows[0];
    } catch (error) {
      if (!faultChain(error).some(({ code }) => code === "ER_NO_SUCH_TABLE")) throw error;
    }
    await this.#make();
    return this.#read();
  }

  // Two first starts may do this at once, at two nodes of a cluster, too: the later of two equal rows is refused there.
  async #make(): Promise<void> {
    await this.runner.query(
      `CREATE TABLE IF NOT EXISTS leases (name VARCHAR(20) NOT NULL PRIMARY KEY, token VARCHAR(24) NOT NULL,
        holder VARCHAR(200) NOT NULL, server VARCHAR(200) NOT NULL, beat BIGINT NOT NULL) ENGINE = InnoDB`,
    );
    await this.runner
      .query("INSERT IGNORE INTO leases (name, token, holder, server, beat) VALUES ('load', '', '', '', 0)")
      .catch(onDeadlock);
  }

  async #replace({ token, beat }: Stored): Promise<boolean> {
    const taken: unknown = await this.runner
      .query(
        "UPDATE leases SET token = ?, holder = ?, server = ?, beat = beat + 1 WHERE name = 'load' AND token = ? AND beat = ?",
        [this.#token, this.#holder, this.#server, token, beat],
      )
      .catch(onDeadlock);
    return (taken as { affectedRows?: number } | undefined)?.affectedRows === 1;
  }

  // A lost connection does not come back, and what fails is tried again with the next beat.
  #showLife(): Promise<unknown> {
    return this.runner
      .query(BEAT, [this.#token])
      .catch(() => this.runner.dataSource.query(BEAT, [this.#token]))
      .catch(() => undefined);
  }
}

// Another node has committed the same row first.
function onDeadlock(error: unknown): undefined {
  if (!isDeadlock(error)) throw error;
}

function nameOfProcess(): string {
  const program = basename(process.argv[1] ?? "node");
  const since = new Date().toISOString();
  return `process ${process.pid} on ${hostname().slice(0, 80)} (${program.slice(0, 60)}, since ${since})`;
}
