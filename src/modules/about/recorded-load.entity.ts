import { Column, Entity, PrimaryColumn } from "typeorm";

/** How many rows of one table a load has changed. */
export interface ChangedRows {
  table: string;
  inserted: number;
  updated: number;
  removed: number;
}

/** A load that has changed something, as the log of imports lists it. */
@Entity("loads")
export class RecordedLoad {
  @PrimaryColumn("integer")
  revision!: number;

  /** UNDO takes another load back; RELEASE records what was under embargo, HISTORY what another graph knew before. */
  @Column("varchar", { length: 7 })
  kind!: "LOAD" | "UNDO" | "RELEASE" | "HISTORY";

  @Column("varchar", { length: 80 })
  datasetName!: string;

  @Column("varchar", { length: 200 })
  title!: string;

  @Column("datetime", { precision: 3 })
  loadedAt!: string;

  @Column("simple-json")
  rowCounts!: ChangedRows[];

  /** The dataset's row before; null when there was none. */
  @Column("text", { nullable: true })
  datasetBefore!: string | null;

  /** The load that it takes back. */
  @Column("integer", { nullable: true })
  undoes!: number | null;

  /** How many changes of figures are kept of it; null when they are not kept, or not any more. */
  @Column("integer", { nullable: true })
  changeCount!: number | null;
}

/**
 * Rows that a load has changed in a table without history: the keys of new rows, and all values of changed and removed
 * ones as they were. What a batch says is JSON, in pieces that fit a column.
 */
@Entity("load_changes")
export class LoadChange {
  @PrimaryColumn("integer")
  revision!: number;

  @PrimaryColumn("integer")
  batch!: number;

  @PrimaryColumn("integer")
  piece!: number;

  @Column("varchar", { length: 40 })
  changedTable!: string;

  @Column("varchar", { length: 8 })
  changeKind!: "INSERTED" | "CHANGED" | "REMOVED";

  @Column("text")
  changedRows!: string;
}
