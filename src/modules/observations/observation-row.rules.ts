import type { Cells } from "../../package/column.js";
import type { LoadContext } from "../../package/load-context.js";
import { isCalendarDate } from "../../time/day.js";
import { periodRules, type Broken, type HasKey } from "../../package/row-rules.js";
import type { IndicatorTraits } from "./effect.rules.js";
import { KINDS } from "./indicator-kind.rules.js";
import { INDICATORS } from "./indicator.package.js";
import { UNSTATED } from "./observation.entity.js";

const NUMBERS = ["value", "lower_bound", "upper_bound"] as const;

/** The largest rate that needs no note saying how its source comes to it. */
export const HIGHEST_RATE = 2;

/** Whether an indicator divides one number by another. */
export const isRate = ({ kind }: Pick<IndicatorTraits, "kind">): boolean => KINDS[kind].overTime === "RATIO";

/** Finds the rules that a row of observations breaks. */
export function observationRules(cells: Cells, hasKey: HasKey, context: LoadContext): Broken[] {
  const indicator = context.of(INDICATORS).get(cells.indicator ?? "");
  return [
    ...periodRules(cells, "period_start", "period_end"),
    ...boundRules(cells),
    ...numberRules(cells, indicator),
    ...baseRules(cells, indicator, hasKey),
    ...releaseRules(cells),
  ];
}

function numberRules(cells: Cells, indicator: IndicatorTraits | undefined): Broken[] {
  const broken: Broken[] = NUMBERS.filter((column) => Number(cells[column] ?? "") < 0).map((column) => ({
    column,
    code: "CONSTRAINT",
    reason: "must not be negative",
  }));
  const { value = "", note = "" } = cells;
  if (indicator && isRate(indicator) && Number(value) > HIGHEST_RATE && note === "")
    broken.push({
      column: "value",
      reason: `is a rate above ${HIGHEST_RATE}, which is more than ${HIGHEST_RATE * 100} percent; rates are fractions (of percents, a mapping says "unit": "PERCENT"), and one so high needs a note that says why`,
    });
  return broken;
}

// A figure is released at the beginning of a day.
const releaseRules = ({ released_on: day = "" }: Cells): Broken[] =>
  day === "" || isCalendarDate(day)
    ? []
    : [{ column: "released_on", reason: "is not a day of the form YYYY-MM-DD" }];

function baseRules(
  { base = "", indicator: code = "" }: Cells,
  indicator: IndicatorTraits | undefined,
  hasKey: HasKey,
): Broken[] {
  if (base === "") return [];
  if (indicator && !isRate(indicator))
    return [{ column: "base", reason: `must be empty for ${code}, which is no rate` }];
  if (base === UNSTATED || hasKey("indicators", base)) return [];
  return [
    {
      column: "base",
      code: "REFERENCE",
      reason: `must be ${UNSTATED} or the code of an indicator, the one that the rate divides by`,
    },
  ];
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
  rule(
    lower === "" || upper === "" || Number(lower) <= Number(upper),
    "lower_bound",
    "is above the upper bound",
  );
  // The whole group may have bounds alone.
  if (value === "") return broken;
  rule(lower === "" || Number(lower) <= Number(value), "lower_bound", "is above the value");
  rule(upper === "" || Number(upper) >= Number(value), "upper_bound", "is below the value");
  return broken;
}
