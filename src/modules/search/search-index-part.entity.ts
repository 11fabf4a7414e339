import { Column, Entity, PrimaryColumn } from "typeorm";

/** A part of the packed texts that a search looks through. Materialized. */
@Entity("search_index_parts")
export class SearchIndexPart {
  /** From 0. */
  @PrimaryColumn("integer")
  part!: number;

  /** Tells the packings apart: a digest of the whole. */
  @Column("varchar", { length: 64 })
  digest!: string;

  /** A part of the packing in base64, as all engines and readers pass texts. */
  @Column("text")
  content!: string;
}
