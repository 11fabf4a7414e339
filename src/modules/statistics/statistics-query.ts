import type { Moment } from "./moment.js";
import type { StatisticIndicator } from "./statistic-indicator.js";
import type { StatisticDimension } from "./statistics.args.js";

/** The table that a caller asks for. */
export interface StatisticsQuery {
  indicators: readonly StatisticIndicator[];
  dimensions: readonly StatisticDimension[];
  filter: Record<string, unknown> | null;
  /** The day of which the latest is shown, and how old it may be, where the table has no years or months. */
  latest: Moment;
  /** The instant, as stored, as of which facts stood; null for now. */
  asOf: string | null;
}
