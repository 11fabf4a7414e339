import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

type Column = NonNullable<TableOptions["columns"]>[number];

const optional = (name: string, type: string, length?: string): Column => ({
  name,
  type,
  isNullable: true,
  ...(length !== undefined && { length }),
});
const period = (name: string): Column[] => [
  optional(`${name}_start`, "date"),
  optional(`${name}_end`, "date"),
  optional(`${name}_precision`, "varchar", "7"),
];
const bounded = (name: string): Column[] => [
  ...["value", "lower_bound", "upper_bound"].map((side) => optional(`${name}_${side}`, "double")),
  optional(`${name}_basis`, "varchar", "9"),
  optional(`${name}_qualifier`, "varchar", "12"),
  optional(`${name}_counted_by`, "varchar", "9"),
  optional(`${name}_effective_on`, "date"),
  optional(`${name}_area_differs`, "boolean"),
];

// What is kept of a coverage.
const COVERAGE: Column[] = [
  ...period("period"),
  ...bounded("rate"),
  optional("rate_denominator_stated", "boolean"),
  ...["published", "derived", "difference"].map((name) => optional(`rate_${name}`, "double")),
  optional("rate_consistent", "boolean"),
  ...["potential_workers", "protected_workers", "unprotected_workers", "months_covered"].flatMap((name) => [
    ...bounded(name),
    ...period(`${name}_period`),
  ]),
  optional("worker_months", "double"),
];

const STEPS: TableOptions = {
  name: "coverage_steps",
  columns: [
    { name: "region_code", type: "varchar", length: "13", isPrimary: true },
    { name: "valid_from", type: "date", isPrimary: true },
    { name: "valid_until", type: "date" },
    { name: "is_answer", type: "boolean" },
    optional("omission", "varchar", "16"),
    optional("certain_least", "double"),
    optional("certain_most", "double"),
    optional("addend", "text"),
    ...COVERAGE,
  ],
};

const POINTS: TableOptions = {
  name: "coverage_points",
  columns: [
    { name: "region_code", type: "varchar", length: "13", isPrimary: true },
    { name: "place", type: "integer", isPrimary: true },
    { name: "valid_from", type: "date" },
    { name: "valid_until", type: "date" },
    optional("is_break", "boolean"),
    ...COVERAGE,
  ],
};

/** The coverage of regions on every day, and its history, which the next load fills. */
export class CoverageSteps1764620000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [STEPS, POINTS]) await runner.createTable(new Table(table), true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of [POINTS, STEPS]) await runner.dropTable(name);
  }
}
