import { TableIndex, type MigrationInterface, type QueryRunner } from "typeorm";

// Each date that may be a month or year: its table, the columns of the day and of the text, and the start of the new ones' names.
const DATES = [
  ["sources", "published_on", "published_text", "published"],
  ["worker_cohorts", "since", "since_text", "since"],
  ["initiatives", "started_on", "started_text", "started"],
  ["regulations", "issued_on", "issued_text", "issued"],
  ["awards", "awarded_on", "awarded_text", "awarded"],
  ["award_results", "decided_on", "decided_text", "decided"],
] as const;

// What there was before.
const EARLIER = new Set([
  "sources.published_from",
  "sources.published_until",
  "initiatives.started_from",
  "award_results.decided_from",
]);
const INDEXED_EARLIER = new Set([
  "sources.published_from",
  "initiatives.started_from",
  "award_results.decided_from",
]);

/**
 * Keeps the first and last day that each partial date may mean, so that months and years can be filtered by too, and the
 * names by which indicators are searched for.
 */
export class PartialDates1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (!(await runner.hasColumn("indicators", "aliases")))
      await runner.query("ALTER TABLE indicators ADD COLUMN aliases text");
    await runner.query("UPDATE indicators SET aliases = '[]' WHERE aliases IS NULL");
    for (const [table, day, text, name] of DATES) {
      const columns = [`${name}_from`, `${name}_until`];
      // MySQL does not roll back a migration that broke off.
      for (const column of columns)
        if (!(await runner.hasColumn(table, column)))
          await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} date`);
      await this.#fill(runner, table, day, text, columns);
      const indices = (await runner.getTable(table))?.indices ?? [];
      for (const column of columns)
        if (!indices.some(({ columnNames }) => columnNames.join() === column))
          await runner.createIndex(table, new TableIndex({ columnNames: [column] }));
    }
  }

  async #fill(
    runner: QueryRunner,
    table: string,
    day: string,
    text: string,
    [from = "", until = ""]: readonly string[],
  ): Promise<void> {
    await runner.query(`UPDATE ${table} SET ${from} = ${day}, ${until} = ${day} WHERE ${day} IS NOT NULL`);
    const texts = (await runner.query(
      `SELECT DISTINCT ${text} AS text FROM ${table} WHERE ${text} IS NOT NULL`,
    )) as { text: string }[];
    for (const { text: stated } of texts) {
      if (!/^\d{4}(-\d{2})?$/.test(stated)) continue;
      const [year = "", month] = stated.split("-");
      const last = new Date(Date.UTC(Number(year), Number(month ?? 12), 0)).toISOString().slice(0, 10);
      await runner.query(`UPDATE ${table} SET ${from} = ?, ${until} = ? WHERE ${text} = ?`, [
        `${year}-${month ?? "01"}-01`,
        last,
        stated,
      ]);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE indicators DROP COLUMN aliases");
    for (const [table, , , name] of DATES) {
      const indices = [...((await runner.getTable(table))?.indices ?? [])];
      for (const column of [`${name}_from`, `${name}_until`]) {
        const place = `${table}.${column}`;
        const index = indices.find(({ columnNames }) => columnNames.join() === column);
        if (index && !INDEXED_EARLIER.has(place)) await runner.dropIndex(table, index);
        if (!EARLIER.has(place)) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
      }
    }
  }
}
