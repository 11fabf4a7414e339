import { partialDate } from "../../time/partial-date.js";

/** The statement that a cohort shows. `segment` and `vulnerable` come from its category. */
export interface ShownStatement {
  cohortSlug: string;
  status: string;
  since: string | null;
  funding: string | null;
  employerSlug: string | null;
  note: string | null;
  programmes: unknown;
  segment: unknown;
  vulnerable: unknown;
}

/** The row of a cohort that shows the statement. */
export function cohortRow(statement: ShownStatement): Record<string, unknown> {
  const { cohortSlug, status, since, funding, employerSlug, note, programmes, segment, vulnerable } =
    statement;
  const [regionCode, categoryCode] = cohortSlug.split(":");
  const start = partialDate(since ?? "");
  return {
    slug: cohortSlug,
    regionCode,
    categoryCode,
    segment,
    vulnerable,
    status,
    since: start?.on,
    sinceText: start?.text,
    sinceFrom: start?.from,
    sinceUntil: start?.until,
    programmes,
    funding,
    employerSlug,
    note,
  };
}
