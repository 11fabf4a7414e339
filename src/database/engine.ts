import type { DataSource, EntityManager, QueryRunner } from "typeorm";
import type { Database, Stored } from "./database.js";
import type { Release, Tell } from "./lock.js";

/** A statement as a driver takes it. */
export interface Statement {
  text: string;
  values: Stored[];
  /** Whether it takes no longer than a few look-ups by key, whatever is stored: it may run where others would wait for it. */
  isBrief: boolean;
}

/** How long statements may run, and a connection may take, in milliseconds. */
export interface TimeLimits {
  statementTimeoutMs: number;
  connectTimeoutMs: number;
}

/** Everything in which one engine differs from another. */
export interface Engine {
  /** Runs a statement, and answers with rows by the names of their columns; none to a statement that reads none. */
  namedRows(db: Database, statement: Statement): Promise<Record<string, Stored>[]>;
  /** As `namedRows`, each row's values in the order of its columns. */
  plainRows(db: Database, statement: Statement): Promise<Stored[][]>;
  /** Behind a table and its alias: that an index must be used. */
  byIndex(name: string): string;
  /** A SELECT of rows given as JSON in its one parameter: `parent`, their place from 1, then `k0`, `k1`, … */
  listed(columns: number): string;
  /** Behind an INSERT: that rows with the same key are written over; both lists are quoted names. */
  onSameKey(keys: readonly string[], others: readonly string[]): string;
  /** Why it cannot be connected to, as far as that shows before it is tried; null when nothing is wrong. */
  faultBeforeConnecting(dataSource: DataSource): string | null;
  /** Why what answers cannot be used; null when it can. */
  faultOnceConnected(dataSource: DataSource): Promise<string | null>;
  /** What can be done about an error of connecting, by its code; null when there is nothing to say. */
  advice(code: string, dataSource: DataSource): string | null;
  /** Ends statements that take too long, as far as the server has to be told. */
  limitStatements(dataSource: DataSource, limits: TimeLimits): void;
  /** Locks the database against other processes that prepare or load it, for as long as this one runs at most. */
  lock(dataSource: DataSource, tell: Tell): Promise<Release>;
  /** Whether an error says that another program had locked the database for too long. */
  isLocked(error: unknown): boolean;
  /** A runner by which migrations go on that broke off. */
  resumable(runner: QueryRunner): QueryRunner;
  /** Runs a load in one transaction with foreign keys unchecked. Of two loads, the second waits for the first. */
  inLoad<T>(dataSource: DataSource, load: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** Writes so many rows into a table by `write`, in the way that takes the least time. */
  writeMany(
    manager: EntityManager,
    tableName: string,
    rows: number,
    write: () => Promise<void>,
  ): Promise<void>;
}
