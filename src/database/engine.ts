import type { Database, Stored } from "./database.js";

/** A statement as a driver takes it. */
export interface Statement {
  text: string;
  values: Stored[];
  /** Whether it takes no longer than a few look-ups by key, whatever is stored: it may run where others would wait for it. */
  isBrief: boolean;
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
}
