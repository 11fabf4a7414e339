import { presentInstant } from "../../time/today.js";
import type { Cells } from "../../package/column.js";
import type { Broken } from "../../package/row-rules.js";
import { isOrdinalSlug } from "../../package/stated-words.js";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Whether a row says what was stated once, and not what is stated now. */
export const isPast = ({ superseded_at: until = "" }: Cells): boolean => until !== "";

/** The rules that the columns of history must keep. */
export function historyRules(cells: Cells, identityOf: (cells: Cells) => readonly string[]): Broken[] {
  const { recorded_at: from = "", superseded_at: until = "", statement = "" } = cells;
  const broken: Broken[] = [];
  if (from === "" && until === "" && statement === "") return broken;
  for (const column of ["recorded_at", "superseded_at"] as const) {
    const instant = cells[column] ?? "";
    if (instant !== "" && !(INSTANT.test(instant) && !Number.isNaN(Date.parse(instant))))
      broken.push({ column, reason: "is not an instant of the form 2026-11-20T08:30:00.000Z" });
    else if (instant !== "" && instant > presentInstant()) broken.push({ column, reason: "is after now" });
  }
  if (until !== "" && (from === "" || from >= until))
    broken.push({ column: "superseded_at", reason: "must be after recorded_at" });
  if (until !== "" && statement === "")
    broken.push({ column: "statement", reason: "must not be empty where superseded_at is filled" });
  if (statement !== "" && !isOrdinalSlug(statement, identityOf(cells)))
    broken.push({ column: "statement", reason: "is not the id of what the other columns state" });
  return broken;
}
