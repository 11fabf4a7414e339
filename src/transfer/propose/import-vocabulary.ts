import type { DataSource } from "typeorm";
import { run, sql } from "../../database/statement.js";
import type { Unit } from "../../modules/observations/indicator.entity.js";
import { listRegions } from "../mapping/list-regions.js";
import { RegionMatcher } from "../mapping/match-region.js";
import { NameFinder } from "./name-finder.js";

/** An indicator as proposals know it. */
interface NamedIndicator {
  code: string;
  name: string;
  unit: Unit;
  kind: string;
}

/** A source as proposals offer it. */
export interface NamedSource {
  id: string;
  publisher: string;
  title: string;
}

/** What is stored and may be named in a file. */
export interface ImportVocabulary {
  matcher: RegionMatcher;
  indicators: ReadonlyMap<string, NamedIndicator>;
  indicatorNames: NameFinder;
  /** Names of categories by code. */
  categories: ReadonlyMap<string, string>;
  categoryNames: NameFinder;
  sources: readonly NamedSource[];
}

/** Reads from the database what files may name. */
export async function readImportVocabulary(dataSource: DataSource): Promise<ImportVocabulary> {
  const indicators = await run<NamedIndicator & { english: string; aliases: string }>(
    dataSource,
    "propose.listIndicators",
    sql`SELECT t.code AS \`code\`, t.name_id AS \`name\`, t.name AS \`english\`, t.unit AS \`unit\`, t.kind AS \`kind\`,
        t.aliases AS \`aliases\` FROM indicators t ORDER BY t.code`,
  );
  const categories = await run<{ code: string; name: string; english: string; aliases: string }>(
    dataSource,
    "propose.listCategories",
    sql`SELECT t.code AS \`code\`, t.name_id AS \`name\`, t.name AS \`english\`, t.aliases AS \`aliases\`
      FROM cohort_categories t ORDER BY t.code`,
  );
  const sources = await run<NamedSource>(
    dataSource,
    "propose.listSources",
    sql`SELECT t.slug AS \`id\`, t.publisher AS \`publisher\`, t.title AS \`title\` FROM sources t ORDER BY t.slug`,
  );
  return {
    matcher: new RegionMatcher(await listRegions(dataSource)),
    indicators: new Map(indicators.map(({ code, name, unit, kind }) => [code, { code, name, unit, kind }])),
    indicatorNames: new NameFinder(indicators.map(namesOf)),
    categories: new Map(categories.map(({ code, name }) => [code, name])),
    categoryNames: new NameFinder(categories.map(namesOf)),
    sources,
  };
}

const namesOf = (row: {
  code: string;
  name: string;
  english: string;
  aliases: string;
}): { code: string; names: string[] } => ({
  code: row.code,
  names: [row.code, row.name, row.english, ...(JSON.parse(row.aliases) as string[])],
});
