import { badUserInput } from "../../errors.js";
import { dayBefore, dayInJakarta, today } from "../../time/today.js";
import { unitOf } from "./moment.js";
import type { Moment } from "./moment.js";
import type { StatisticArgs } from "./statistics.args.js";

const MOST_MONTHS = 1200;

type LatestArgs = Pick<StatisticArgs, "on" | "maxAgeMonths" | "asOf" | "groupBy" | "filter">;

/** Throws BAD_USER_INPUT for a day or an age that makes no sense. */
export function checkLatest({ on, maxAgeMonths, groupBy }: LatestArgs): void {
  if (on && unitOf(groupBy) !== null)
    throw badUserInput(
      "`on` is the day of which the latest figures are compared, which a table by YEAR or MONTH does not show. Leave one of them out.",
    );
  if (maxAgeMonths < 0 || maxAgeMonths > MOST_MONTHS)
    throw badUserInput(`\`maxAgeMonths\` is ${maxAgeMonths}; name 0 to ${MOST_MONTHS} months.`);
}

/** The day of which the latest figures are compared, and how old they may be. */
export const latestOf = ({ on, maxAgeMonths, asOf, filter }: LatestArgs): Moment => ({
  until: on ?? lastDayOfFilter(filter, asOf ? dayInJakarta(new Date(asOf)) : today()),
  maxAgeMonths,
});

// What a filter says of ends of periods: figures of a time long past are compared in that time.
function lastDayOfFilter(filter: StatisticArgs["filter"], now: string): string {
  const { lte, lt, eq } = (filter?.periodEnd ?? {}) as Record<string, unknown>;
  const days = [lte, eq].filter((day): day is string => typeof day === "string");
  if (typeof lt === "string") days.push(dayBefore(lt));
  return days.reduce((first, day) => (day < first ? day : first), now);
}
