import { Table, type MigrationInterface, type QueryRunner, type TableOptions } from "typeorm";

const PARTS: TableOptions = {
  name: "search_index_parts",
  columns: [
    { name: "part", type: "integer", isPrimary: true },
    { name: "digest", type: "varchar", length: "64" },
    { name: "content", type: "text" },
  ],
};

/** The packed texts that a search looks through, which the next load fills. */
export class SearchIndex1764630000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table(PARTS), true);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(PARTS.name);
  }
}
