import { ALWAYS, oneOf, run, sql, type Database } from "../../../database/statement.js";
import type { Tariff } from "../../observations/tariff.entity.js";
import { contributionsDue, type Wages } from "../contributions-due.js";
import type { ComplianceCell, Grouping } from "./compliance-cell.entity.js";
import type { CountedReturn } from "./compliance-totals.js";

/** Returns that are read at once. */
const BATCH = 5_000;

type Row = Omit<CountedReturn, "due"> & Wages & { slug: string };

/** The returns of a month with their sector and size, in batches. */
export async function* returnsOfMonth(
  db: Database,
  month: string,
  tariffs: readonly Tariff[],
): AsyncGenerator<CountedReturn[]> {
  for (let last = "", more = true; more;) {
    const rows = await run<Row & Record<string, string | number | null>>(
      db,
      "compliance.listReturns",
      sql`SELECT t.slug AS \`slug\`, t.region_code AS \`regionCode\`, t.month AS \`month\`, t.workers AS \`workers\`,
          t.wage_bill AS \`wageBill\`, t.risk_group AS \`riskGroup\`, t.contributions_paid AS \`paid\`, t.arrears AS \`arrears\`,
          e.sector AS \`sector\`, e.size AS \`size\`
        FROM employer_returns t JOIN employers e ON e.slug = t.employer_slug
        WHERE t.month = ${month} AND t.slug > ${last} ORDER BY t.slug LIMIT ${BATCH}`,
    );
    yield rows.map((row) => ({ ...row, due: contributionsDue(row, tariffs) }));
    last = rows.at(-1)?.slug ?? "";
    more = rows.length === BATCH;
  }
}

/** The months of which there are returns, of all employers or some. */
export const listMonths = async (db: Database, employers: readonly string[] | null): Promise<string[]> => {
  const rows = await run<{ month: string }>(
    db,
    "compliance.listMonths",
    sql`SELECT DISTINCT t.month AS \`month\` FROM employer_returns t
      WHERE ${employers === null ? ALWAYS : oneOf(sql`t.employer_slug`, employers)}`,
  );
  return rows.map(({ month }) => month);
};

/** All cells of a month. */
export const listCells = async (db: Database, month: string): Promise<ComplianceCell[]> =>
  run<ComplianceCell & Record<string, string | number>>(
    db,
    "compliance.listCells",
    sql`SELECT t.month AS \`month\`, t.grouped_by AS \`grouping\`, t.region_code AS \`regionCode\`, t.category AS \`category\`,
        t.employers AS \`employers\`, t.debtors AS \`debtors\`, t.workers AS \`workers\`, t.workers_of_two AS \`workersOfTwo\`,
        t.due AS \`due\`, t.due_of_two AS \`dueOfTwo\`, t.paid AS \`paid\`, t.arrears AS \`arrears\`, t.arrears_of_two AS \`arrearsOfTwo\`
      FROM compliance_cells t WHERE t.month = ${month} ORDER BY t.grouped_by, t.region_code, t.category`,
  );

/** What each list of dimensions is grouped by; there are no others, since sums of others could be compared with these. */
export const GROUPINGS: ReadonlyMap<string, Grouping> = new Map([
  ["", "COUNTRY"],
  ["PROVINCE", "PROVINCE"],
  ["REGENCY", "REGENCY"],
  ["PROVINCE,SECTOR", "SECTOR"],
  ["PROVINCE,SIZE", "SIZE"],
]);
