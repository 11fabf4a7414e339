import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Columns = NonNullable<TableOptions["columns"]>;

const text = (name: string, length: number, more: Partial<Columns[number]> = {}): Columns[number] => ({
  name,
  type: "varchar",
  length: String(length),
  ...more,
});
const amount = (name: string): Columns[number] => ({ name, type: "double", isNullable: true });

const reference = (
  column: string,
  table: string,
  key: string,
): NonNullable<TableOptions["foreignKeys"]>[number] => ({
  columnNames: [column],
  referencedTableName: table,
  referencedColumnNames: [key],
  onDelete: "NO ACTION",
  onUpdate: "NO ACTION",
});

const EMPLOYER_RETURNS: TableOptions = {
  name: "employer_returns",
  columns: [
    text("slug", 90, { isPrimary: true }),
    text("employer_slug", 80),
    text("region_code", 13),
    text("month", 7),
    { name: "workers", type: "integer", isNullable: true },
    text("risk_group", 9, { isNullable: true }),
    amount("wage_bill"),
    amount("contributions_paid"),
    amount("arrears"),
    text("source_slug", 80),
    text("dataset", 80),
  ],
  indices: [
    { columnNames: ["region_code", "month", "slug"] },
    { columnNames: ["employer_slug", "month", "slug"] },
    { columnNames: ["month", "slug"] },
    { columnNames: ["workers", "slug"] },
    { columnNames: ["risk_group"] },
    { columnNames: ["wage_bill", "slug"] },
    { columnNames: ["contributions_paid", "slug"] },
    { columnNames: ["arrears", "slug"] },
    { columnNames: ["source_slug"] },
  ],
  foreignKeys: [
    reference("employer_slug", "employers", "slug"),
    reference("region_code", "regions", "code"),
    reference("source_slug", "sources", "slug"),
  ],
};

/** Monthly returns of employers. */
export class EmployerReturns1764520000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(EMPLOYER_RETURNS));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(EMPLOYER_RETURNS.name);
  }
}
