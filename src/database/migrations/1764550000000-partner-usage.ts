import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Column = NonNullable<TableOptions["columns"]>[number];

const text = (name: string, length: number, more: Partial<Column> = {}): Column => ({
  name,
  type: "varchar",
  length: String(length),
  ...more,
});
const key = { isPrimary: true };

const USAGE: TableOptions = {
  name: "usage_days",
  columns: [
    { name: "day", type: "date", ...key },
    text("partner_slug", 80, key),
    text("coordinate", 150, key),
    text("counter", 12, key),
    { name: "operations", type: "integer" },
  ],
};

const AUDIT: TableOptions = {
  name: "audit_events",
  columns: [
    { name: "id", type: "integer", ...key, isGenerated: true, generationStrategy: "increment" },
    { name: "at", type: "datetime", precision: 3 },
    text("action", 20),
    text("partner_slug", 80),
    text("key_id", 12, { isNullable: true }),
    text("detail", 1000),
  ],
  indices: [{ columnNames: ["partner_slug", "id"] }],
};

const DOCUMENTS: TableOptions = {
  name: "partner_documents",
  columns: [
    text("partner_slug", 80, key),
    text("id", 128, key),
    text("digest", 64),
    { name: "document", type: "text" },
  ],
  indices: [{ columnNames: ["partner_slug", "digest"] }],
  foreignKeys: [
    {
      columnNames: ["partner_slug"],
      referencedTableName: "partners",
      referencedColumnNames: ["slug"],
      onDelete: "NO ACTION",
      onUpdate: "NO ACTION",
    },
  ],
};

const COLUMNS = [
  ["safelist", "boolean NOT NULL DEFAULT 0"],
  ["documents_at", "datetime(3)"],
] as const;

/** What partners use, what is done about them, and the documents that they register. */
export class PartnerUsage1764550000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off.
    for (const table of [USAGE, AUDIT, DOCUMENTS]) await runner.createTable(new Table(table), true);
    for (const [column, type] of COLUMNS)
      if (!(await runner.hasColumn("partners", column)))
        await runner.query(`ALTER TABLE partners ADD COLUMN ${column} ${type}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [column] of COLUMNS) await runner.query(`ALTER TABLE partners DROP COLUMN ${column}`);
    for (const { name } of [DOCUMENTS, AUDIT, USAGE]) await runner.dropTable(name);
  }
}
