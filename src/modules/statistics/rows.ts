import { getOrMake } from "../../collections.js";
import { provinceOf } from "../regions/region-code.rules.js";
import { sum } from "./fact.js";
import { areasOf, type Area, type Reports, type Space } from "./area.js";
import { cellsOf, emptyCells, type Cells } from "./cell.js";
import { COUNTINGS } from "./report.js";
import type { Counting } from "../observations/observation.entity.js";
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
export function rowsOf(group: StatisticGroup, reports: readonly Reports[], request: RowsRequest): OpenRow[] {
  const { indicators, dimensions, tree, until } = request;
  const rows = new Map<string, { area: Area; cells: (Cells | undefined)[] }>();
  indicators.forEach((indicator, index) => {
    const reported: Reports = reports[index] ?? new Map<string, Report>();
    const ownOf = reportsByArea(reported, dimensions);
    for (const area of areasOf(reported.keys(), dimensions, tree)) {
      const { provinceCode, regionCode, level } = area.space;
      const key = `${provinceCode ?? ""} ${regionCode ?? ""} ${level ?? ""}`;
      let row = rows.get(key);
      if (!row) rows.set(key, (row = { area, cells: [] }));
      row.cells[index] = cellsOf(indicator, area, ownOf(area), tree, until);
    }
  });
  return [...rows.values()].map(({ area, cells }) =>
    rowOf(
      group,
      area.space,
      indicators.map((indicator, index) => cells[index] ?? emptyCells(indicator, area, tree, until)),
    ),
  );
}

// What the regions of an area report: no row looks through what all others do.
function reportsByArea(
  reported: Reports,
  dimensions: readonly StatisticDimension[],
): (area: Area) => Reports {
  if (dimensions.includes("REGION")) {
    return ({ regionCode }) => {
      const own = regionCode === null ? undefined : reported.get(regionCode);
      return own && regionCode !== null ? new Map([[regionCode, own]]) : NONE;
    };
  }
  if (!dimensions.includes("PROVINCE")) return () => reported;
  const provinces = new Map<string | null, Map<string, Report>>();
  for (const [code, report] of reported)
    getOrMake(provinces, provinceOf(code), () => new Map<string, Report>()).set(code, report);
  return ({ space }) => provinces.get(space.provinceCode) ?? NONE;
}

const NONE: Reports = new Map();

/** A row whose cells may be of either counting. */
export interface OpenRow extends Omit<StatisticRow, "cells"> {
  cells: Cells[];
}

/** A row; `province` and `region` are named where they were read along. */
export const rowOf = (
  { year, month, categoryCode, segment, funding, valueStatus, sourceType }: StatisticGroup,
  { provinceCode, regionCode, level }: Space,
  cells: Cells[],
): OpenRow => ({
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

/**
 * The rows of a table, each column with workers counted in one way: that of which most rows have a value, then most
 * regions; where they live if both have as many. A value of the other counting is no value beside them, but known.
 */
export function comparableRows(rows: readonly OpenRow[]): StatisticRow[] {
  const [first] = rows;
  const countings = (first?.cells ?? []).map((_, column) =>
    usualCounting(rows.flatMap(({ cells }) => cells[column] ?? [])),
  );
  return rows.map((row) => ({
    ...row,
    cells: row.cells.map((cells, column) => cellIn(cells, countings[column] ?? "RESIDENCE")),
  }));
}

function usualCounting(column: readonly Cells[]): Counting {
  if (column.every(({ RESIDENCE, WORKPLACE }) => RESIDENCE === WORKPLACE)) return "RESIDENCE";
  const [residence, workplace] = COUNTINGS.map((counting) =>
    meritsOf(column.map((cells) => cells[counting])),
  );
  const difference = residence
    ?.map((merit, index) => merit - (workplace?.[index] ?? 0))
    .find((by) => by !== 0);
  return (difference ?? 0) < 0 ? "WORKPLACE" : "RESIDENCE";
}

// Of what tells as much, that whose figures say where workers are counted.
const meritsOf = (cells: readonly StatisticCell[]): number[] => [
  cells.filter(({ value }) => value !== null).length,
  sum(cells.map(({ reportingRegions }) => reportingRegions)),
  sum(cells.map(({ observations }) => observations)),
  cells.filter(({ countedBy }) => countedBy !== null).length,
];

function cellIn(cells: Cells, counting: Counting): StatisticCell {
  const [cell, other] = [cells[counting], cells[counting === "RESIDENCE" ? "WORKPLACE" : "RESIDENCE"]];
  if (cell === other || cell.value !== null || other.value === null) return cell;
  return { ...other, value: null, lowerBound: null, upperBound: null, qualifier: null };
}
