import {
  Table,
  TableIndex,
  type MigrationInterface,
  type QueryRunner,
  type TableIndexOptions,
  type TableOptions,
} from "typeorm";

type Columns = NonNullable<TableOptions["columns"]>;

const period = (name: string): Columns => [
  { name: `${name}_start`, type: "date", isNullable: true },
  { name: `${name}_end`, type: "date", isNullable: true },
  { name: `${name}_precision`, type: "varchar", length: "7", isNullable: true },
];

const bounded = (name: string): Columns => [
  { name: `${name}_value`, type: "double", isNullable: true },
  { name: `${name}_lower_bound`, type: "double", isNullable: true },
  { name: `${name}_upper_bound`, type: "double", isNullable: true },
  { name: `${name}_basis`, type: "varchar", length: "9", isNullable: true },
];

const LATEST_COVERAGES: TableOptions = {
  name: "latest_coverages",
  columns: [
    { name: "region_code", type: "varchar", length: "13", isPrimary: true },
    { name: "valid_from", type: "date" },
    { name: "valid_until", type: "date" },
    ...period("period"),
    ...bounded("rate"),
    { name: "rate_published", type: "double", isNullable: true },
    { name: "rate_derived", type: "double", isNullable: true },
    { name: "rate_difference", type: "double", isNullable: true },
    { name: "rate_consistent", type: "boolean", isNullable: true },
    ...["potential_workers", "protected_workers", "unprotected_workers", "months_covered"].flatMap(
      (figure) => [
        ...bounded(figure),
        { name: `${figure}_qualifier`, type: "varchar", length: "12", isNullable: true },
        ...period(`${figure}_period`),
      ],
    ),
    { name: "worker_months", type: "double", isNullable: true },
  ],
};

interface IndexChange {
  table: string;
  old?: TableIndexOptions;
  now: TableIndexOptions;
}

// So that lists below a row are read in their own order.
const INDEXES: IndexChange[] = [
  {
    table: "regions",
    old: { columnNames: ["parent_code", "level"] },
    now: { columnNames: ["parent_code", "code"] },
  },
  { table: "employers", now: { columnNames: ["region_code", "name"] } },
  {
    table: "worker_cohorts",
    old: { columnNames: ["employer_slug"] },
    now: { columnNames: ["employer_slug", "region_code", "category_code"] },
  },
  {
    table: "worker_cohorts",
    old: { columnNames: ["region_code", "category_code"], isUnique: true },
    now: { columnNames: ["region_code", "category_code", "slug"] },
  },
  {
    table: "observations",
    old: { columnNames: ["region_code", "current", "category_code"] },
    now: { name: "observations_current", columnNames: ["region_code", "current", "category_code"] },
  },
  {
    table: "award_results",
    old: { columnNames: ["employer_slug"] },
    now: { columnNames: ["employer_slug", "decided_from"] },
  },
  {
    table: "award_results",
    old: { columnNames: ["region_code"] },
    now: { columnNames: ["region_code", "employer_slug", "decided_from"] },
  },
  { table: "award_results", now: { columnNames: ["award_slug", "decided_from"] } },
];

/** Latest coverages that are kept, and indexes that give lists their order. */
export class LatestCoverages1763680000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(LATEST_COVERAGES));
    for (const { table, old, now } of INDEXES) await replaceIndex(runner, table, old, now);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table, old, now } of [...INDEXES].reverse()) await replaceIndex(runner, table, now, old);
    await runner.dropTable(LATEST_COVERAGES.name);
  }
}

// The new one first: MySQL keeps an index for every foreign key.
async function replaceIndex(
  runner: QueryRunner,
  table: string,
  old: TableIndexOptions | undefined,
  now: TableIndexOptions | undefined,
): Promise<void> {
  const nameOf = ({ name, columnNames }: TableIndexOptions): string =>
    name ?? runner.dataSource.namingStrategy.indexName(table, columnNames);
  if (now) await runner.createIndex(table, new TableIndex({ ...now, name: nameOf(now) }));
  if (old) await runner.dropIndex(table, nameOf(old));
}
