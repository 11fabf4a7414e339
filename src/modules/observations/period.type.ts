export { Period, PeriodPrecision } from "../../graph/declare/period.js";
