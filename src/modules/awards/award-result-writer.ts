import { oneOf, run, sql } from "../../database/statement.js";
import type { Values } from "../../database/write-rows.js";
import { RowWriter } from "../../package/table-writer.js";

/** Stores award results; the result of an employer gets the employer's region. */
export class AwardResultWriter extends RowWriter {
  protected override complete = async (results: Values[]): Promise<void> => {
    const employers = results.flatMap(({ employerSlug }) =>
      typeof employerSlug === "string" ? employerSlug : [],
    );
    const found = await run<{ slug: string; region: string }>(
      this.load.manager,
      "awards.listEmployers",
      sql`SELECT t.slug AS \`slug\`, t.region_code AS \`region\` FROM employers t WHERE ${oneOf(sql`t.slug`, employers)}`,
    );
    const regions = new Map(found.map(({ slug, region }) => [slug, region]));
    for (const result of results) result.regionCode ??= regions.get(result.employerSlug as string);
  };
}
