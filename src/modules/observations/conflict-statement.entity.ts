import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { Conflict } from "./conflict.entity.js";
import { Observation } from "./observation.entity.js";

/** One of the statements of a conflict, as it was when they conflicted. */
@Entity("conflict_statements")
@Index(["observationId"])
export class ConflictStatement {
  @PrimaryColumn("integer")
  @ForeignKey(() => Conflict)
  conflictId!: number;

  /** Best first, from 1; in a conflict of a rate with its parts, these come after the rate. */
  @PrimaryColumn("integer")
  place!: number;

  @Column("integer")
  @ForeignKey(() => Observation)
  observationId!: number;
}
