import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Columns = NonNullable<TableOptions["columns"]>;

const integer = (name: string, more: Partial<Columns[number]> = {}): Columns[number] => ({
  name,
  type: "integer",
  ...more,
});
const varchar = (name: string, length: number): Columns[number] => ({
  name,
  type: "varchar",
  length: String(length),
});

const LOADS: TableOptions = {
  name: "loads",
  columns: [
    integer("revision", { isPrimary: true }),
    varchar("kind", 7),
    varchar("dataset_name", 80),
    varchar("title", 200),
    { name: "loaded_at", type: "datetime", precision: 3 },
    { name: "row_counts", type: "text" },
    { name: "dataset_before", type: "text", isNullable: true },
    integer("undoes", { isNullable: true }),
  ],
};

const CHANGES: TableOptions = {
  name: "load_changes",
  columns: [
    integer("revision", { isPrimary: true }),
    integer("batch", { isPrimary: true }),
    integer("piece", { isPrimary: true }),
    varchar("changed_table", 40),
    varchar("change_kind", 8),
    { name: "changed_rows", type: "text" },
  ],
};

/** What each load has changed, so that it can be taken back. Loads before this migration are not known. */
export class Loads1764610000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(LOADS), true);
    await runner.createTable(new Table(CHANGES), true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(CHANGES.name);
    await runner.dropTable(LOADS.name);
  }
}
