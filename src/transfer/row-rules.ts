import type { Fault } from "./fault.js";
import { partialDate } from "./partial-date.js";
import type { Row } from "./package.js";

type Cells = Row["cells"];
/** A cell that breaks a rule, and why. */
export interface Broken {
  column: string;
  reason: string;
  code?: Fault["code"];
}

/** Whether a table of the package has a key, in a column or else in its primary key. */
export type HasKey = (table: string, key: string, column?: string) => boolean;

const DATES = [
  "published_on",
  "period_start",
  "period_end",
  "since",
  "awarded_on",
  "decided_on",
  "issued_on",
  "started_on",
  "valid_from",
  "valid_to",
];

/** Rules that a table schema cannot state, by table; each names the column that breaks it. */
const RULES: Record<string, (cells: Cells, hasKey: HasKey) => Broken[]> = {
  observations: (cells) => [...periodRules(cells, "period_start", "period_end"), ...boundRules(cells)],
  tariffs: (cells) => periodRules(cells, "valid_from", "valid_to"),
  employers: ({ workers, enrolled_workers: enrolled }) =>
    workers && enrolled && Number(enrolled) > Number(workers)
      ? [{ column: "enrolled_workers", reason: `is more than the ${workers} workers` }]
      : [],
  award_results: ({ recipient_type: type, recipient_id: id, rank, shortlist_size: size }, hasKey) => [
    ...(hasKey(type === "REGION" ? "regions" : "employers", id ?? "")
      ? []
      : [
          {
            column: "recipient_id",
            reason: `is not in the table ${type === "REGION" ? "regions" : "employers"}`,
            code: "REFERENCE" as const,
          },
        ]),
    ...(rank && size && Number(rank) > Number(size)
      ? [{ column: "rank", reason: `lies outside the shortlist of ${size}` }]
      : []),
  ],
};

/** The rules that a row breaks. */
export function brokenRules(table: string, cells: Cells, hasKey: HasKey): Broken[] {
  const dates = DATES.filter((column) => cells[column] !== undefined && partialDate(cells[column]) === null);
  if (dates.length > 0) {
    return dates.map((column) => ({
      column,
      reason: "is not a date as YYYY, YYYY-MM or YYYY-MM-DD",
      code: "TYPE" as const,
    }));
  }
  return RULES[table]?.(cells, hasKey) ?? [];
}

function periodRules(cells: Cells, startColumn: string, endColumn: string): Broken[] {
  const [start, end] = [partialDate(cells[startColumn] ?? ""), partialDate(cells[endColumn] ?? "")];
  return start?.from && end?.until && start.from > end.until
    ? [{ column: endColumn, reason: `is before ${startColumn} ${cells[startColumn] ?? ""}` }]
    : [];
}

// What each qualifier says of value and bounds; `ALL` is written with the value 1, which stands for the whole group.
function boundRules({
  qualifier,
  value = "",
  lower_bound: lower = "",
  upper_bound: upper = "",
}: Cells): Broken[] {
  const broken: Broken[] = [];
  const rule = (holds: boolean, column: string, reason: string): void => {
    if (!holds) broken.push({ column, reason });
  };
  if (qualifier === "UNQUANTIFIED") {
    rule(
      value === "" && lower === "" && upper === "",
      "value",
      "must be empty, as must the bounds, for UNQUANTIFIED",
    );
    return broken;
  }
  rule(value !== "" || qualifier === "ALL", "value", `must not be empty for ${qualifier ?? ""}`);
  rule(
    qualifier !== "AT_LEAST" || (lower === value && upper === ""),
    "lower_bound",
    "must equal the value for AT_LEAST, with no upper bound",
  );
  rule(
    qualifier !== "AT_MOST" || (upper === value && lower === ""),
    "upper_bound",
    "must equal the value for AT_MOST, with no lower bound",
  );
  rule(
    qualifier !== "EXACT" || (lower === "" && upper === ""),
    "lower_bound",
    "must be empty for EXACT, as must upper_bound",
  );
  rule(lower === "" || Number(lower) <= Number(value), "lower_bound", "is above the value");
  rule(upper === "" || Number(upper) >= Number(value), "upper_bound", "is below the value");
  return broken;
}
