import type { Places } from "./places.js";
import type { RegionValue } from "./region-value.js";
import { cellOf, emptyCell, type StatisticIndicator } from "./statistic-cell.js";
import type { StatisticGroup } from "./statistic-group.js";
import { lackingIn, spotsOf, type RegionValues, type Spot } from "./statistic-spot.js";
import type { StatisticCell, StatisticDimension, StatisticRow } from "./statistics.type.js";

/** What is grouped, and how. */
export interface RowsRequest {
  indicators: readonly StatisticIndicator[];
  dimensions: readonly StatisticDimension[];
  /** The regions that are meant. */
  places: Places;
}

/** The rows of a group, of what regions report of each indicator. */
export function rowsOf(
  group: StatisticGroup,
  values: readonly RegionValues[],
  { indicators, dimensions, places }: RowsRequest,
): StatisticRow[] {
  const rows = new Map<string, StatisticRow>();
  indicators.forEach((indicator, index) => {
    const reported: RegionValues = values[index] ?? new Map<string, RegionValue>();
    for (const found of spotsOf(reported, dimensions, places)) {
      const { provinceCode, regionCode, level } = found.spot;
      const key = `${provinceCode ?? ""} ${regionCode ?? ""} ${level ?? ""}`;
      let row = rows.get(key);
      if (!row) {
        const lacking = dimensions.includes("REGION") ? 1 : lackingIn(found.spot, places);
        const cells = indicators.map((other) => emptyCell(other, lacking));
        rows.set(key, (row = rowOf(group, found.spot, cells)));
      }
      row.cells[index] = cellOf(indicator, found, reported);
    }
  });
  return [...rows.values()];
}

/** A row; `province` and `region` are named where they were read along. */
export const rowOf = (
  { year, month, categoryCode, segment, funding, valueStatus, sourceType }: StatisticGroup,
  { provinceCode, regionCode, level }: Spot["spot"],
  cells: StatisticCell[],
): StatisticRow => ({
  provinceCode,
  regionCode,
  categoryCode,
  province: undefined,
  region: undefined,
  level,
  year,
  month,
  segment,
  funding,
  valueStatus,
  sourceType,
  cells,
});
