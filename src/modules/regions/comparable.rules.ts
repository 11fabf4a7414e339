import { monthsAfter } from "../../time/months.js";
import { today } from "../../time/today.js";

/** How old a figure may be to be compared with those of other regions, in months, where a caller does not say. */
export const COMPARABLE_MONTHS = 24;

/** The first day of which a figure is not too old to be compared on a day. */
export const comparableSince = (on: string = today(), months: number = COMPARABLE_MONTHS): string =>
  monthsAfter(on, -months);
