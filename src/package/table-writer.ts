import type { EntityManager } from "typeorm";
import { ALWAYS, oneOf, sql, type Sql } from "../database/statement.js";
import {
  compareRows,
  deleteVanished,
  keyOf,
  writeRows,
  type Changes,
  type Values,
} from "../database/write-rows.js";
import type { LoadContext } from "./load-context.js";

/** One load, within its transaction. */
export interface Load {
  readonly manager: EntityManager;
  readonly context: LoadContext;
  /** The instant of the load, as stored. */
  readonly now: string;
  /** Whether rows of other datasets may be overwritten. */
  readonly takeOver: boolean;
  /** Whether rows say when another graph learnt and dropped them, which is to be recorded. */
  readonly history?: boolean;
}

/** Rows of a dataset that nobody is to know of before their day. */
export interface Waiting {
  count: number;
  /** The latest day among those rows of the load whose day had come; null when there were none. */
  releasedOn: string | null;
}

/** How the rows of one table are stored. */
export interface TableWriter {
  /** The key that identifies a row when vanished rows are removed. */
  keyOf(row: Values): string;
  /** Stores at most BATCH rows. */
  write(rows: Values[]): Promise<Changes>;
  /** Which of at most BATCH rows `write` would store; nothing is written. */
  compare(rows: Values[]): Promise<Changes>;
  /** Removes the rows of the load's dataset, or of sources, whose key is not kept, and returns them. */
  removeVanished(isKept: (key: string) => boolean, sources?: readonly string[]): Promise<readonly Values[]>;
  /** The rows of the load's dataset that wait for their day; by default none do. */
  waiting?(): Promise<Waiting>;
  /** Stores at most BATCH of those whose day has come; null when there are none. */
  release?(): Promise<Changes | null>;
}

/** Overwrites rows that have changed, and deletes rows that have vanished. */
export class RowWriter implements TableWriter {
  constructor(
    protected readonly load: Load,
    readonly entity: new () => object,
  ) {}

  keyOf(row: Values): string {
    return keyOf(this.load.manager.dataSource.getMetadata(this.entity), row);
  }

  async write(rows: Values[]): Promise<Changes> {
    await this.complete(rows);
    return writeRows(this.load.manager, this.entity, rows, this.load);
  }

  async compare(rows: Values[]): Promise<Changes> {
    await this.complete(rows);
    return compareRows(this.load.manager, this.entity, rows, this.load);
  }

  /** Sets what follows from stored rows of other tables. */
  protected complete: (rows: Values[]) => Promise<void> = () => Promise.resolve();

  async removeVanished(
    isKept: (key: string) => boolean,
    sources?: readonly string[],
  ): Promise<readonly Values[]> {
    const { manager } = this.load;
    const isOwned = manager.dataSource.getMetadata(this.entity).findColumnWithPropertyName("dataset");
    // Rows that belong to no dataset may have been brought by any.
    const of = isOwned ? ofLoad(this.load, sources) : ALWAYS;
    return deleteVanished(manager, this.entity, of, isKept);
  }
}

/** The condition for a row `t` to be of the load's dataset, or of some sources whatever dataset brought it. */
export const ofLoad = ({ context }: Load, sources: readonly string[] | undefined): Sql =>
  sources === undefined ? sql`t.dataset = ${context.dataset}` : oneOf(sql`t.source_slug`, sources);
