import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Column = NonNullable<TableOptions["columns"]>[number];

const varchar = (name: string, length: number, more: Partial<Column> = {}): Column => ({
  name,
  type: "varchar",
  length: String(length),
  ...more,
});
const text = (name: string, more: Partial<Column> = {}): Column => ({ name, type: "text", ...more });
const integer = (name: string, more: Partial<Column> = {}): Column => ({ name, type: "integer", ...more });
const instant = (name: string, more: Partial<Column> = {}): Column => ({
  name,
  type: "datetime",
  precision: 3,
  ...more,
});
const optional = { isNullable: true };

const SUBMISSIONS: TableOptions = {
  name: "submissions",
  columns: [
    varchar("slug", 22, { isPrimary: true }),
    varchar("partner_slug", 80),
    varchar("key_id", 12, optional),
    varchar("idempotency_key", 80),
    varchar("digest", 22),
    varchar("title", 200),
    text("note", optional),
    text("document", optional),
    varchar("state", 9),
    instant("submitted_at"),
    integer("row_count"),
    integer("faulty_rows"),
    integer("doubtful_rows"),
    instant("decided_at", optional),
    varchar("decided_by", 80, optional),
    text("decision_note", optional),
    integer("revision", optional),
  ],
  indices: [
    { columnNames: ["submitted_at", "slug"] },
    { columnNames: ["partner_slug", "submitted_at", "slug"] },
    { columnNames: ["state", "submitted_at", "slug"] },
    { columnNames: ["partner_slug", "state", "submitted_at", "slug"] },
    { columnNames: ["faulty_rows", "submitted_at", "slug"] },
    { columnNames: ["idempotency_key", "submitted_at", "slug"] },
    { columnNames: ["partner_slug", "idempotency_key"], isUnique: true },
  ],
};

const ROWS: TableOptions = {
  name: "submission_rows",
  columns: [
    varchar("slug", 28, { isPrimary: true }),
    varchar("submission_slug", 22),
    varchar("partner_slug", 80),
    integer("place"),
    varchar("table_name", 40),
    text("sent"),
    text("correction", optional),
    text("faults"),
    text("doubts"),
    text("evidence"),
    { name: "is_faulty", type: "boolean" },
    varchar("decision", 8, optional),
  ],
  indices: [
    { columnNames: ["submission_slug", "slug"] },
    { columnNames: ["is_faulty", "submission_slug", "slug"] },
  ],
  foreignKeys: [
    {
      columnNames: ["submission_slug"],
      referencedTableName: "submissions",
      referencedColumnNames: ["slug"],
      onDelete: "NO ACTION",
      onUpdate: "NO ACTION",
    },
  ],
};

/** What was sent in for review. */
export class Submissions1764640000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off.
    for (const table of [SUBMISSIONS, ROWS]) await runner.createTable(new Table(table), true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of [ROWS, SUBMISSIONS]) await runner.dropTable(name);
  }
}
