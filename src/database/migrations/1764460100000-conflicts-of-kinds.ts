import { Table, TableIndex, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Columns = NonNullable<TableOptions["columns"]>;
type ForeignKeys = NonNullable<TableOptions["foreignKeys"]>;

const SHARED: Columns = [
  { name: "region_code", type: "varchar", length: "13" },
  { name: "indicator_code", type: "varchar", length: "40" },
  { name: "category_code", type: "varchar", length: "40", isNullable: true },
  { name: "period_start", type: "date" },
  { name: "period_end", type: "date" },
  { name: "period_precision", type: "varchar", length: "7" },
  { name: "kind", type: "varchar", length: "11" },
  { name: "rule", type: "varchar", length: "200", isNullable: true },
  { name: "resolved", type: "boolean" },
  { name: "spread", type: "double" },
];

const PREFERRED: Columns = [{ name: "preferred_slug", type: "varchar", length: "22", isNullable: true }];

const reference = (column: string, table: string, key: string): ForeignKeys[number] => ({
  columnNames: [column],
  referencedTableName: table,
  referencedColumnNames: [key],
  onDelete: "NO ACTION",
  onUpdate: "NO ACTION",
});

const REFERENCES: ForeignKeys = [
  reference("region_code", "regions", "code"),
  reference("indicator_code", "indicators", "code"),
  reference("category_code", "cohort_categories", "code"),
];

const LISTED = [["category_code"], ["indicator_code"], ["region_code", "indicator_code"]];

const BEFORE: TableOptions = {
  name: "conflicts",
  columns: [{ name: "slug", type: "varchar", length: "22", isPrimary: true }, ...SHARED, ...PREFERRED],
  indices: LISTED.map((columnNames) => ({ columnNames })),
  foreignKeys: REFERENCES,
};

const CONFLICTS: TableOptions = {
  name: "conflicts",
  columns: [
    { name: "id", type: "integer", isPrimary: true },
    { name: "slug", type: "varchar", length: "22" },
    ...SHARED,
    { name: "relative_spread", type: "double", isNullable: true },
    ...PREFERRED,
    { name: "recorded_at", type: "datetime", precision: 3 },
    { name: "superseded_at", type: "datetime", precision: 3 },
  ],
  indices: [
    { columnNames: ["slug", "superseded_at"], isUnique: true },
    ...[...LISTED, ["kind"], ["resolved"], ["spread"], ["relative_spread"]].map((columnNames) => ({
      columnNames,
    })),
  ],
  foreignKeys: REFERENCES,
};

const STATEMENTS: TableOptions = {
  name: "conflict_statements",
  columns: [
    { name: "conflict_id", type: "integer", isPrimary: true },
    { name: "place", type: "integer", isPrimary: true },
    { name: "observation_id", type: "integer" },
  ],
  indices: [{ columnNames: ["observation_id"] }],
  foreignKeys: [
    reference("conflict_id", "conflicts", "id"),
    reference("observation_id", "observations", "id"),
  ],
};

const STATED = "denominator_stated";

/**
 * Conflicts with a history, of statements of which each may be part of several. They are materialized: the next load
 * finds them anew.
 */
export class ConflictsOfKinds1764460100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off.
    await runner.dropTable("conflict_statements", true);
    await runner.dropTable("conflicts", true);
    await runner.createTable(new Table(CONFLICTS));
    await runner.createTable(new Table(STATEMENTS));
    const table = await runner.getTable("observations");
    if (!table?.indices.some(({ columnNames }) => columnNames.join() === STATED))
      await runner.createIndex("observations", new TableIndex({ columnNames: [STATED] }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable("conflict_statements", true);
    await runner.dropTable("conflicts", true);
    await runner.createTable(new Table(BEFORE));
    const table = await runner.getTable("observations");
    const index = table?.indices.find(({ columnNames }) => columnNames.join() === STATED);
    if (index) await runner.dropIndex("observations", index);
  }
}
