import type { RegionTree } from "./region-tree.js";
import type { RegionValue } from "./region-value.js";
import { cellOf, emptyCell } from "./cell.js";
import type { StatisticIndicator } from "./region-value.js";
import type { StatisticGroup } from "./group.js";
import { lackingIn, areasOf, type RegionValues, type Area } from "./area.js";
import type { StatisticCell, StatisticRow } from "./statistics.type.js";
import type { StatisticDimension } from "./statistics.args.js";

/** What is grouped, and how. */
export interface RowsRequest {
  indicators: readonly StatisticIndicator[];
  dimensions: readonly StatisticDimension[];
  /** The regions that are meant. */
  tree: RegionTree;
}

/** The rows of a group, of what regions report of each indicator. */
export function rowsOf(
  group: StatisticGroup,
  values: readonly RegionValues[],
  { indicators, dimensions, tree }: RowsRequest,
): StatisticRow[] {
  const rows = new Map<string, StatisticRow>();
  indicators.forEach((indicator, index) => {
    const reported: RegionValues = values[index] ?? new Map<string, RegionValue>();
    for (const found of areasOf(reported, dimensions, tree)) {
      const { provinceCode, regionCode, level } = found.space;
      const key = `${provinceCode ?? ""} ${regionCode ?? ""} ${level ?? ""}`;
      let row = rows.get(key);
      if (!row) {
        const lacking = dimensions.includes("REGION") ? 1 : lackingIn(found.space, tree);
        const cells = indicators.map((other) => emptyCell(other, lacking));
        rows.set(key, (row = rowOf(group, found.space, cells)));
      }
      row.cells[index] = cellOf(indicator, found, reported);
    }
  });
  return [...rows.values()];
}

/** A row; `province` and `region` are named where they were read along. */
export const rowOf = (
  { year, month, categoryCode, segment, funding, valueStatus, sourceType }: StatisticGroup,
  { provinceCode, regionCode, level }: Area["space"],
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
