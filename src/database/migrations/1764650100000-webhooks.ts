import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Column = NonNullable<TableOptions["columns"]>[number];

const text = (name: string, length: number, isNullable = false): Column => ({
  name,
  type: "varchar",
  length: String(length),
  isNullable,
});
const instant = (name: string, isNullable = false): Column => ({
  name,
  type: "datetime",
  precision: 3,
  isNullable,
});

const WEBHOOKS: TableOptions = {
  name: "webhooks",
  columns: [
    { ...text("id", 12), isPrimary: true },
    text("key_id", 12),
    text("url", 1000),
    { name: "regions", type: "text", isNullable: true },
    { name: "indicators", type: "text", isNullable: true },
    text("secret", 200),
    text("old_secret", 200, true),
    instant("old_secret_until", true),
    instant("created_at"),
    { name: "told_revision", type: "integer" },
    { name: "failures", type: "integer", default: 0 },
    instant("next_attempt_at"),
    text("outcome", 300, true),
    instant("attempted_at", true),
    instant("off_since", true),
    text("claim", 16, true),
    instant("claimed_until", true),
  ],
  indices: [{ columnNames: ["key_id"] }],
  foreignKeys: [
    {
      columnNames: ["key_id"],
      referencedTableName: "partner_keys",
      referencedColumnNames: ["id"],
      onDelete: "NO ACTION",
      onUpdate: "NO ACTION",
    },
  ],
};

/** Addresses of partners that are told what loads change. */
export class Webhooks1764650100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(WEBHOOKS), true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(WEBHOOKS.name);
  }
}
