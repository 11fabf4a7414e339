import { run, sql, type Database, type RawRow } from "../../database/statement.js";
import type { RegionLevel } from "../regions/region.entity.js";
import type { SearchType } from "./search.type.js";

/** What a search may match of one row. */
export interface SearchDocument {
  type: SearchType;
  /** The key that the row is read by. */
  key: string;
  /** How much its matches count; 1 unless said otherwise. */
  weight?: number;
  codes?: Text[];
  names: Text[];
  /** Further words, which name the row together with others only. */
  words?: Text[];
}
type Text = string | number | null | undefined;

/** Everything that can be found, by type and key. */
export async function listDocuments(db: Database): Promise<SearchDocument[]> {
  const lists = [listRegions, listCategories, listRegulations, listAwards, listInitiatives, listEmployers];
  const documents: SearchDocument[] = [];
  // One after another: a rebuild leaves the pool's other connections to requests.
  for (const list of lists) for (const document of await list(db)) documents.push(document);
  return documents;
}

const KINDS: Record<RegionLevel, string> = {
  COUNTRY: "negara",
  PROVINCE: "provinsi",
  REGENCY: "kabupaten",
  CITY: "kota",
  VILLAGE: "desa",
};

// A province shares its name with a city more often than not, and employers and villages with both.
const WEIGHTS: Record<RegionLevel, number> = {
  COUNTRY: 1.3,
  PROVINCE: 1.3,
  REGENCY: 1.1,
  CITY: 1.1,
  VILLAGE: 1,
};

async function listRegions(db: Database): Promise<SearchDocument[]> {
  const rows = await run(
    db,
    "search.listRegions",
    sql`SELECT t.code, t.bps_code AS \`bpsCode\`, t.level, t.name, t.official_name AS \`officialName\`, t.aliases
      FROM regions t ORDER BY t.code`,
  );
  return rows.map(({ code, bpsCode, level, name, officialName, aliases }) => {
    const names = [name, ...listed(aliases)];
    return {
      type: "REGION",
      key: String(code),
      weight: WEIGHTS[level as RegionLevel],
      codes: [code],
      // BPS codes count as names, so that a Kemendagri code comes before the region that BPS numbers the same.
      names: [
        ...names,
        officialName,
        ...names.map((text) => `${KINDS[level as RegionLevel]} ${text ?? ""}`),
        bpsCode,
      ],
    };
  });
}

async function listCategories(db: Database): Promise<SearchDocument[]> {
  const rows = await run(
    db,
    "search.listCategories",
    sql`SELECT t.code, t.name, t.name_id AS \`nameId\`, t.aliases FROM cohort_categories t ORDER BY t.code`,
  );
  return rows.map(({ code, name, nameId, aliases }) => ({
    type: "COHORT_CATEGORY",
    key: String(code),
    codes: [code],
    names: [name, nameId, ...listed(aliases)],
  }));
}

async function listRegulations(db: Database): Promise<SearchDocument[]> {
  const rows = await run(
    db,
    "search.listRegulations",
    sql`SELECT t.slug, t.type, t.number, t.year, t.subject FROM regulations t ORDER BY t.slug`,
  );
  return rows.map(({ slug, type, number, year, subject }) => ({
    type: "REGULATION",
    key: String(slug),
    codes: [slug],
    names: [[type, number, year].filter((part) => part !== null).join(" "), subject],
  }));
}

async function listAwards(db: Database): Promise<SearchDocument[]> {
  const rows = await run(
    db,
    "search.listAwards",
    sql`SELECT t.slug, t.name, t.organiser, t.cycle_year AS \`cycleYear\` FROM awards t ORDER BY t.slug`,
  );
  return rows.map(({ slug, name, organiser, cycleYear }) => ({
    type: "AWARD",
    key: String(slug),
    names: [name],
    words: [organiser, cycleYear],
  }));
}

async function listInitiatives(db: Database): Promise<SearchDocument[]> {
  const rows = await run(
    db,
    "search.listInitiatives",
    sql`SELECT t.slug, t.name, t.description FROM initiatives t ORDER BY t.slug`,
  );
  return rows.map(({ slug, name, description }) => ({
    type: "INITIATIVE",
    key: String(slug),
    names: [name],
    words: [description],
  }));
}

async function listEmployers(db: Database): Promise<SearchDocument[]> {
  const rows = await run(
    db,
    "search.listEmployers",
    sql`SELECT t.slug, t.registration_number AS \`registrationNumber\`, t.name FROM employers t ORDER BY t.slug`,
  );
  return rows.map(({ slug, registrationNumber, name }) => ({
    type: "EMPLOYER",
    key: String(slug),
    names: [name],
    words: [registrationNumber],
  }));
}

const listed = (stored: RawRow[string] | undefined): string[] => JSON.parse(String(stored)) as string[];
