import { raw, run, sql, type Database, type RawRow, type Sql } from "../../database/statement.js";
import type { RegionLevel } from "../regions/region.entity.js";
import type { SearchType } from "./search.type.js";

/** The searchable texts of one row. */
export interface SearchDocument {
  type: SearchType;
  /** The row's primary key. */
  key: string;
  /** The level of a region. */
  level?: RegionLevel;
  /** Whether the row comes before others that are no regions and fit equally well. */
  comesFirst?: boolean;
  codes?: string[];
  /** Names of the row, the main one first. */
  names: string[];
  /** Texts whose words match, but which are not names of the row. */
  words?: string[];
}

/** A searchable table: its key column, its SELECT without WHERE, and the document for a row. */
interface List {
  name: string;
  /** The table, as packages name it. */
  table: string;
  key: string;
  rows: Sql;
  document: (row: RawRow) => Omit<SearchDocument, "key">;
}

const PROTECTED = "PROTECTED_WORKERS";

const LISTS: readonly List[] = [
  {
    name: "search.listRegions",
    table: "regions",
    key: "code",
    rows: sql`SELECT t.code AS \`key\`, t.bps_code AS \`bpsCode\`, t.level, t.name, t.official_name AS \`officialName\`, t.aliases
      FROM regions t`,
    document: ({ key, bpsCode, level, name, officialName, aliases }) => ({
      type: "REGION",
      level: level as RegionLevel,
      codes: texts(key),
      // BPS codes count as names, so that a region with this Kemendagri code comes before one with this BPS code.
      names: [...texts(name, officialName, bpsCode), ...listed(aliases)],
    }),
  },
  {
    name: "search.listCategories",
    table: "cohort_categories",
    key: "code",
    rows: sql`SELECT t.code AS \`key\`, t.name, t.name_id AS \`nameId\`, t.aliases FROM cohort_categories t`,
    document: ({ key, name, nameId, aliases }) => ({
      type: "COHORT_CATEGORY",
      codes: texts(key),
      names: [...texts(name, nameId), ...listed(aliases)],
    }),
  },
  {
    name: "search.listIndicators",
    table: "indicators",
    key: "code",
    rows: sql`SELECT t.code AS \`key\`, t.name, t.name_id AS \`nameId\`, t.aliases, t.numerator_code AS \`numerator\` FROM indicators t`,
    document: ({ key, name, nameId, aliases, numerator }) => ({
      type: "INDICATOR",
      // Figures of coverage are few beside those of surveys, which are its context.
      comesFirst: key === PROTECTED || numerator === PROTECTED,
      codes: texts(key),
      names: [...texts(name, nameId), ...listed(aliases)],
    }),
  },
  {
    name: "search.listRegulations",
    table: "regulations",
    key: "slug",
    rows: sql`SELECT t.slug AS \`key\`, t.type, t.number, t.year, t.subject FROM regulations t`,
    document: ({ key, type, number, year, subject }) => ({
      type: "REGULATION",
      codes: texts(key),
      names: [...texts(subject), texts(type, number, year).join(" ")],
    }),
  },
  {
    name: "search.listAwards",
    table: "awards",
    key: "slug",
    rows: sql`SELECT t.slug AS \`key\`, t.name, t.organiser, t.cycle_year AS \`cycleYear\` FROM awards t`,
    document: ({ name, organiser, cycleYear }) => ({
      type: "AWARD",
      names: texts(name),
      words: texts(organiser, cycleYear),
    }),
  },
  {
    name: "search.listInitiatives",
    table: "initiatives",
    key: "slug",
    rows: sql`SELECT t.slug AS \`key\`, t.name, t.description FROM initiatives t`,
    document: ({ name, description }) => ({
      type: "INITIATIVE",
      names: texts(name),
      words: texts(description),
    }),
  },
  {
    name: "search.listEmployers",
    table: "employers",
    key: "slug",
    rows: sql`SELECT t.slug AS \`key\`, t.name FROM employers t`,
    // Not by their registration numbers, which are not public.
    document: ({ name }) => ({ type: "EMPLOYER", names: texts(name) }),
  },
];

/** The tables of packages whose rows can be found. */
export const SEARCHED_TABLES = LISTS.map(({ table }) => table);

// Rows per statement: reading a whole table at once would block other requests.
const PAGE = 2000;

/** The documents of all searchable rows, by type and key. */
export async function* listDocuments(db: Database): AsyncGenerator<SearchDocument> {
  // One table after another, so that requests can use the pool's other connections.
  for (const list of LISTS) yield* documentsOf(db, list);
}

async function* documentsOf(
  db: Database,
  { name, key, rows, document }: List,
): AsyncGenerator<SearchDocument> {
  const column = raw(`t.${key}`);
  let page: RawRow[] = [];
  do {
    const last = String(page.at(-1)?.key ?? "");
    page = await run(
      db,
      name,
      sql`${rows} WHERE ${column} > ${last} ORDER BY ${column} LIMIT ${raw(String(PAGE))}`,
    );
    for (const row of page) yield { key: String(row.key), ...document(row) };
  } while (page.length === PAGE);
}

const texts = (...values: (RawRow[string] | undefined)[]): string[] =>
  values.flatMap((value) => (value === null || value === undefined ? [] : [String(value)]));

const listed = (stored: RawRow[string] | undefined): string[] => JSON.parse(String(stored)) as string[];
