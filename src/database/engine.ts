import type { DataSource, EntityManager, QueryRunner } from "typeorm";
import type { Database, Stored } from "./database.js";
import type { Release, Notify } from "./lock.js";

/** A statement's text and the values of its placeholders. */
export interface Statement {
  text: string;
  values: Stored[];
  /**
   * Whether it takes no longer than a few look-ups by key, however many rows are stored. A brief statement may run on
   * the event loop.
   */
  isBrief: boolean;
}

/** How long a statement may run, and how long connecting may take, in milliseconds. */
export interface TimeLimits {
  statementTimeoutMs: number;
  connectTimeoutMs: number;
}

/** The servers to which the connections of a data source lead. */
export interface Servers {
  /** Whether there are several, of which one may lack what another has. */
  areSeveral: boolean;
  /** Grows whenever a connection leads to another server than the one before it. */
  changes: number;
}

/** Everything in which the database engines differ. */
export interface Engine {
  /** Runs a statement. Returns its rows by column name; none for a statement that does not read. */
  namedRows(db: Database, statement: Statement): Promise<Record<string, Stored>[]>;
  /** Like `namedRows`, but each row is an array of values in column order. */
  plainRows(db: Database, statement: Statement): Promise<Stored[][]>;
  /** How the engine would run a statement that reads, in its own words, one line a step; without its values. */
  planOf(db: Database, statement: Statement): Promise<string[]>;
  /** How many connections or processes there are for reading, how many of them are busy, and how many statements wait. */
  poolState(dataSource: DataSource): { size: number; busy: number; waiting: number };
  /** The clause after a table and its alias that forces the use of an index. */
  byIndex(name: string): string;
  /** The clause after a table and its alias that has the whole table gone through in the order of its primary key. */
  readonly byKey: string;
  /** The clause after a table and its alias that keeps the engine from some indexes, where it would choose them in vain. */
  notBy(names: readonly string[]): string;
  /** What has rows sorted though some indexes have their order: a clause after the table's alias, and a sign before ORDER BY's terms. */
  readonly sorted: { by(names: readonly string[]): string; sign: string };
  /** What follows SELECT in a statement that must join its tables in the order in which they are written. */
  readonly inOrderWritten: string;
  /** A SELECT of the rows in its JSON parameter: `parent` is the row number from 1, then come `k0`, `k1`, … */
  listed(columns: number): string;
  /** The clause after an INSERT that overwrites rows with the same key; both lists are quoted names. */
  onSameKey(keys: readonly string[], others: readonly string[]): string;
  /** Why connecting would fail, as far as it can be seen beforehand; null when nothing is wrong. */
  faultBeforeConnecting(dataSource: DataSource): string | null;
  /** Why the connected server cannot be used; null when it can. */
  faultOnceConnected(dataSource: DataSource): Promise<string | null>;
  /** What to do about a connection error, by its code; null when there is no advice. */
  advice(code: string, dataSource: DataSource): string | null;
  /** Where the connections that are open lead. */
  servers(dataSource: DataSource): Servers;
  /** Sets the time limits at the database server, where the server enforces them. */
  limitStatements(dataSource: DataSource, limits: TimeLimits): void;
  /** Whether one connection alone writes, which a load may hold for long. */
  readonly writesAlone: boolean;
  /** Locks the database against other processes that prepare or load it, until `Release` or the end of this process. */
  lock(dataSource: DataSource, notify: Notify): Promise<Release>;
  /** Whether an error means that another program had locked the database for too long. */
  isLocked(error: unknown): boolean;
  /** A query runner with which interrupted migrations can be resumed. */
  resumable(runner: QueryRunner): QueryRunner;
  /** Runs a load in one transaction without foreign key checks. A second load waits for the first. */
  inLoad<T>(dataSource: DataSource, load: (manager: EntityManager) => Promise<T>): Promise<T>;
  /**
   * Lets the engine estimate anew what tables hold, by which it chooses indexes, where so many rows of them have changed that
   * this is due.
   */
  refreshEstimates(dataSource: DataSource, changed: ReadonlyMap<string, number>): Promise<void>;
  /** Runs `write`, which writes so many rows into a table, in the fastest way. */
  writeMany(
    manager: EntityManager,
    tableName: string,
    rows: number,
    write: () => Promise<void>,
  ): Promise<void>;
}
