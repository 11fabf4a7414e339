import type { EntityManager } from "typeorm";
import { deleteVanished, keyOf, writeRows, type Changes, type Values } from "../database/write-rows.js";
import type { LoadContext } from "./load-context.js";

/** One load, within its transaction. */
export interface Load {
  readonly manager: EntityManager;
  readonly context: LoadContext;
  /** The instant of the load, as stored. */
  readonly now: string;
  /** Whether rows that another dataset brought are changed too. */
  readonly takeOver: boolean;
}

/** Stores the rows of one table. */
export interface TableWriter {
  /** The key by which rows of a package are compared with stored ones. */
  keyOf(row: Values): string;
  /** Stores at most BATCH rows. */
  write(rows: Values[]): Promise<Changes>;
  /** Removes and returns the rows of the load's dataset for whose keys `isKept` is false. */
  removeVanished(isKept: (key: string) => boolean): Promise<readonly Values[]>;
}

/** Overwrites changed rows, and deletes vanished ones. */
export class RowWriter implements TableWriter {
  constructor(
    protected readonly load: Load,
    readonly entity: new () => object,
  ) {}

  keyOf(row: Values): string {
    return keyOf(this.load.manager.dataSource.getMetadata(this.entity), row);
  }

  async write(rows: Values[]): Promise<Changes> {
    return writeRows(this.load.manager, this.entity, rows, this.load);
  }

  async removeVanished(isKept: (key: string) => boolean): Promise<readonly Values[]> {
    return deleteVanished(this.load.manager, this.entity, this.load.context.dataset, isKept);
  }
}
