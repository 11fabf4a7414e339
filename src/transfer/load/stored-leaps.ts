import type { DataSource } from "typeorm";
import { groupBy } from "../../collections.js";
import type { Fault } from "../../files/fault.js";
import { storedFigures, type StoredFigure } from "../../modules/observations/predecessors.queries.js";
import { partialDate } from "../../time/partial-date.js";
import type { PackageTable, Row } from "../package/package.js";

/** How many times another a value must be to be doubted: a digit too many or too few. */
const LEAP = 10;

/** Rows of a file up to which its figures are compared with stored ones: those of people, not of programs. */
const MOST_ROWS = 5_000;

/**
 * Finds figures of a file that are ten times, or a tenth of, the stored one of the time before: a file of one month has no
 * earlier figures of its own to be compared with. Files of very many rows are not looked at.
 */
export async function storedLeaps(
  dataSource: DataSource,
  table: PackageTable,
  invalid: ReadonlySet<number>,
): Promise<Fault[]> {
  const rows: Row[] = [];
  for await (const batch of table.batches(() => undefined)) {
    rows.push(...batch.filter(({ line, cells }) => !invalid.has(line) && (cells.superseded_at ?? "") === ""));
    if (rows.length > MOST_ROWS) return [];
  }
  const stated = rows.filter(({ cells }) => Number(cells.value) > 0);
  const texts = (column: string): string[] => [...new Set(stated.map(({ cells }) => cells[column] ?? ""))];
  if (stated.length === 0) return [];
  const days = stated.map(({ cells }) => startOf(cells)).sort();
  const stored = groupBy(
    await storedFigures(dataSource, {
      indicators: texts("indicator"),
      regions: texts("region_code"),
      before: days.at(-1) ?? "",
    }),
    seriesOf,
  );
  const column = table.columnOf?.("value") ?? "value";
  return stated.flatMap(({ line, cells }) => {
    const {
      region_code: regionCode = "",
      indicator: indicatorCode = "",
      value_status: valueStatus = "",
    } = cells;
    const same = stored.get(
      seriesOf({
        regionCode,
        indicatorCode,
        valueStatus,
        categoryCode: cells.category_code === "" ? null : (cells.category_code ?? null),
      }),
    );
    const before = same?.findLast(({ periodEnd }) => periodEnd < startOf(cells));
    const reason = before && leapOf(Number(cells.value), before.value, `stored for ${shown(before)}`);
    return reason
      ? [{ file: table.file, line, column, value: cells.value ?? "", code: "UNLIKELY" as const, reason }]
      : [];
  });
}

const startOf = ({ period_start: start = "" }: Row["cells"]): string => partialDate(start)?.from ?? "";

const seriesOf = (figure: Omit<StoredFigure, "value" | "periodStart" | "periodEnd">): string =>
  [figure.regionCode, figure.indicatorCode, figure.categoryCode ?? "", figure.valueStatus].join("\u0000");

const shown = ({ periodStart, periodEnd }: StoredFigure): string =>
  periodStart.slice(0, 7) === periodEnd.slice(0, 7)
    ? periodEnd.slice(0, 7)
    : `${periodStart.slice(0, 7)} to ${periodEnd.slice(0, 7)}`;

/** Why a value beside another of the same thing is unlikely; null where it is not. */
export function leapOf(value: number, other: number, what: string): string | null {
  if (other <= 0 || value <= 0) return null;
  if (value >= LEAP * other) return `is ${Math.floor(value / other)} times ${other}, ${what}`;
  return value <= other / LEAP ? `is at most a tenth of ${other}, ${what}` : null;
}
