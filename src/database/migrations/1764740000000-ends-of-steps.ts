import { TableIndex, type MigrationInterface, type QueryRunner } from "typeorm";

const STEPS = "coverage_steps";
const COLUMNS = ["region_code", "valid_until"];

/** An index of steps of coverage by their ends: of today, each region has one that ends later, and many that begin earlier. */
export class EndsOfSteps1764740000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // MySQL does not roll back a migration that broke off.
    if (!(await this.#index(runner)))
      await runner.createIndex(STEPS, new TableIndex({ columnNames: COLUMNS }));
  }

  async down(runner: QueryRunner): Promise<void> {
    const index = await this.#index(runner);
    if (index) await runner.dropIndex(STEPS, index);
  }

  async #index(runner: QueryRunner): Promise<TableIndex | undefined> {
    const table = await runner.getTable(STEPS);
    return table?.indices.find(({ columnNames }) => columnNames.join() === COLUMNS.join());
  }
}
