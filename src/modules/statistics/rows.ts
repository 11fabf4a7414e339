import { areasOf, type Area, type Reports, type Space } from "./area.js";
import { cellOf, emptyCell } from "./cell.js";
import type { StatisticGroup } from "./group.js";
import type { RegionTree } from "./region-tree.js";
import type { Report } from "./report.js";
import type { StatisticIndicator } from "./statistic-indicator.js";
import type { StatisticDimension } from "./statistics.args.js";
import type { StatisticCell, StatisticRow } from "./statistics.type.js";

/** What is grouped, and how. */
export interface RowsRequest {
  indicators: readonly StatisticIndicator[];
  dimensions: readonly StatisticDimension[];
  /** The regions that are meant. */
  tree: RegionTree;
  /** The last day of the group's time. */
  until: string;
}

/** The rows of a group, of what regions report of each indicator. */
export function rowsOf(
  group: StatisticGroup,
  reports: readonly Reports[],
  request: RowsRequest,
): StatisticRow[] {
  const { indicators, dimensions, tree, until } = request;
  const rows = new Map<string, { area: Area; cells: (StatisticCell | undefined)[] }>();
  indicators.forEach((indicator, index) => {
    const reported: Reports = reports[index] ?? new Map<string, Report>();
    for (const area of areasOf(reported.keys(), dimensions, tree)) {
      const { provinceCode, regionCode, level } = area.space;
      const key = `${provinceCode ?? ""} ${regionCode ?? ""} ${level ?? ""}`;
      let row = rows.get(key);
      if (!row) rows.set(key, (row = { area, cells: [] }));
      row.cells[index] = cellOf(indicator, area, reported, tree, until);
    }
  });
  return [...rows.values()].map(({ area, cells }) =>
    rowOf(
      group,
      area.space,
      indicators.map((indicator, index) => cells[index] ?? emptyCell(indicator, area, tree, until)),
    ),
  );
}

/** A row; `province` and `region` are named where they were read along. */
export const rowOf = (
  { year, month, categoryCode, segment, funding, valueStatus, sourceType }: StatisticGroup,
  { provinceCode, regionCode, level }: Space,
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
