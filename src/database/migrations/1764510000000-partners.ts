import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

const instant = (name: string, isNullable = false): NonNullable<TableOptions["columns"]>[number] => ({
  name,
  type: "datetime",
  precision: 3,
  isNullable,
});

const PARTNERS: TableOptions = {
  name: "partners",
  columns: [
    { name: "slug", type: "varchar", length: "80", isPrimary: true },
    { name: "name", type: "varchar", length: "200" },
    { name: "kind", type: "varchar", length: "12" },
    instant("created_at"),
  ],
};

const PARTNER_KEYS: TableOptions = {
  name: "partner_keys",
  columns: [
    { name: "id", type: "varchar", length: "12", isPrimary: true },
    { name: "partner_slug", type: "varchar", length: "80" },
    { name: "digest", type: "varchar", length: "64" },
    { name: "scopes", type: "text" },
    { name: "regions", type: "text", isNullable: true },
    instant("created_at"),
    instant("expires_at", true),
    instant("revoked_at", true),
  ],
  indices: [{ columnNames: ["partner_slug"] }],
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

/** Partner agencies and their keys. */
export class Partners1764510000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [PARTNERS, PARTNER_KEYS]) await runner.createTable(new Table(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of [PARTNER_KEYS, PARTNERS]) await runner.dropTable(name);
  }
}
