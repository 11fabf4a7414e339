// Tables as someone would make them who has only the six workloads to answer: narrow integer keys, only the columns
// that answers need, and the indexes that they are read by. All engines understand them.

interface LeanTable {
  name: string;
  /** Its columns, but for `id`, which is its key and counts its rows in order. */
  columns: string;
  /** Statement that reads its columns from Cakupan's tables, to which `from` leads. */
  select: (from: string) => string;
  indexes: readonly string[];
  /** The tables that its columns refer to. */
  references: Readonly<Record<string, string>>;
}

const idOf = (table: string, code: string): string => `(SELECT x.id FROM ${table} x WHERE x.code = ${code})`;

/** The lean tables, each after those that it refers to. */
export const LEAN_TABLES: readonly LeanTable[] = [
  {
    name: "regions",
    columns: "code VARCHAR(13), name VARCHAR(80), level VARCHAR(8), tier SMALLINT, parent_id INT",
    select: (from) => `SELECT r.code, r.name, r.level,
        CASE r.level WHEN 'COUNTRY' THEN 0 WHEN 'PROVINCE' THEN 1 WHEN 'REGENCY' THEN 2 WHEN 'CITY' THEN 2 ELSE 3 END,
        NULL
      FROM ${from}regions r ORDER BY r.code`,
    indexes: ["code", "tier, name, code", "parent_id"],
    references: { parent_id: "regions" },
  },
  {
    name: "categories",
    columns: "code VARCHAR(40), name VARCHAR(120)",
    select: (from) => `SELECT k.code, k.name FROM ${from}cohort_categories k ORDER BY k.code`,
    indexes: ["code"],
    references: {},
  },
  {
    name: "indicators",
    columns: "code VARCHAR(40)",
    select: (from) => `SELECT i.code FROM ${from}indicators i ORDER BY i.code`,
    indexes: ["code"],
    references: {},
  },
  {
    name: "sources",
    columns: "code VARCHAR(80), publisher VARCHAR(200)",
    select: (from) => `SELECT s.slug, s.publisher FROM ${from}sources s ORDER BY s.slug`,
    indexes: ["code"],
    references: {},
  },
  {
    name: "awards",
    columns: "code VARCHAR(80), name VARCHAR(200), cycle_year SMALLINT",
    select: (from) => `SELECT a.slug, a.name, a.cycle_year FROM ${from}awards a ORDER BY a.slug`,
    indexes: ["code"],
    references: {},
  },
  {
    name: "worker_cohorts",
    columns: "region_id INT, category_id INT, status VARCHAR(12)",
    select: (
      from,
    ) => `SELECT ${idOf("regions", "w.region_code")}, ${idOf("categories", "w.category_code")}, w.status
      FROM ${from}worker_cohorts w ORDER BY w.region_code, w.category_code`,
    indexes: ["region_id, category_id"],
    references: { region_id: "regions", category_id: "categories" },
  },
  {
    name: "award_results",
    columns: "region_id INT, award_id INT, stage VARCHAR(11), place INT",
    select: (
      from,
    ) => `SELECT ${idOf("regions", "t.region_code")}, ${idOf("awards", "t.award_slug")}, t.stage, t.\`rank\`
      FROM ${from}award_results t WHERE t.employer_slug IS NULL ORDER BY t.decided_from, t.slug`,
    indexes: ["region_id"],
    references: { region_id: "regions", award_id: "awards" },
  },
  {
    name: "employers",
    columns: `name VARCHAR(200), kind VARCHAR(12), size VARCHAR(6), workers INT, enrolment_rate DOUBLE PRECISION,
      region_id INT, province_id INT`,
    select: (
      from,
    ) => `SELECT e.name, e.kind, e.size, e.workers, e.enrolment_rate, ${idOf("regions", "e.region_code")},
        ${idOf("regions", "SUBSTR(e.region_code, 1, 2)")}
      FROM ${from}employers e ORDER BY e.slug`,
    indexes: ["province_id, size, workers, id"],
    references: { region_id: "regions", province_id: "regions" },
  },
  {
    name: "observations",
    columns: `region_id INT, category_id INT, cohort_id INT, indicator_id INT, source_id INT, actual SMALLINT,
      preferred SMALLINT, period_start DATE, period_end DATE, value DOUBLE PRECISION`,
    select: (
      from,
    ) => `SELECT r.id, k.id, w.id, i.id, s.id, CASE o.value_status WHEN 'ACTUAL' THEN 1 ELSE 0 END, o.preferred,
        o.period_start, o.period_end, o.value
      FROM ${from}observations o JOIN regions r ON r.code = o.region_code JOIN indicators i ON i.code = o.indicator_code
        JOIN sources s ON s.code = o.source_slug LEFT JOIN categories k ON k.code = o.category_code
        LEFT JOIN worker_cohorts w ON w.region_id = r.id AND w.category_id = k.id
      WHERE o.superseded_at = '9999-12-31 00:00:00.000' ORDER BY r.id, k.id, o.period_start, o.id`,
    indexes: [
      "cohort_id, period_start, id",
      "region_id, category_id, indicator_id, actual, period_start, value",
      "category_id, indicator_id, actual, preferred, period_end, region_id, value",
    ],
    references: {
      region_id: "regions",
      category_id: "categories",
      cohort_id: "worker_cohorts",
      indicator_id: "indicators",
      source_id: "sources",
    },
  },
];

/** Statement that creates a lean table; `id` declares its key, which counts on its own where the table is filled here. */
export const createLean = ({ name, columns }: LeanTable, id: string): string =>
  `CREATE TABLE ${name} (id ${id} PRIMARY KEY, ${columns})`;

/** Statements that create the indexes of a lean table. */
export const indexLean = ({ name, indexes }: LeanTable): string[] =>
  indexes.map((columns, place) => `CREATE INDEX ${name}_${place} ON ${name} (${columns})`);

/** Statements that fill the empty lean tables from Cakupan's; `from` leads to those. */
export function fillLean(id: string, from: string): string[] {
  const fill = (table: LeanTable): string[] => [
    createLean(table, id),
    `INSERT INTO ${table.name} (${namesOf(table).join(", ")}) ${table.select(from)}`,
    ...indexLean(table),
  ];
  return LEAN_TABLES.flatMap((table) =>
    table.name === "regions" ? [...fill(table), parents(from)] : fill(table),
  );
}

// A region's parent is read from what is there already, which no engine allows while it is being filled.
const parents = (from: string): string => `UPDATE regions SET parent_id = (SELECT p.id FROM
  (SELECT x.id, x.code FROM regions x) p JOIN ${from}regions r ON p.code = r.parent_code WHERE r.code = regions.code)`;

const namesOf = ({ columns }: LeanTable): string[] =>
  columns.split(",").map((column) => column.trim().split(" ")[0] ?? "");
