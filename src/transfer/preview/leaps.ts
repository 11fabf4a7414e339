import type { Connected } from "../../database/database.js";
import { groupBy } from "../../collections.js";
import { storedFigures, type StoredFigure } from "../../modules/observations/predecessors.queries.js";
import type { Values } from "../../database/write-rows.js";

/** How many times another a value must be to be doubted: a digit too many or too few. */
const LEAP = 10;

/** What is doubtful in figures beside what is stored: values ten times, or a tenth of, the one before them. */
export async function findLeaps(
  db: Connected,
  rows: readonly { values: Values; replaced: number | null }[],
): Promise<(string | null)[]> {
  const texts = (property: string): string[] => [
    ...new Set(rows.map(({ values }) => values[property]).filter((value) => typeof value === "string")),
  ];
  const stored = groupBy(await storedFigures(db, texts("indicatorCode"), texts("regionCode")), keyOf);
  return rows.map(({ values, replaced }) => {
    const { value } = values;
    if (typeof value !== "number" || value === 0) return null;
    const same = stored.get(keyOf(values as unknown as StoredFigure)) ?? [];
    const before = same.findLast(({ periodEnd }) => periodEnd < String(values.periodStart));
    return (
      leap(value, replaced, "which it replaces") ??
      leap(value, before?.value ?? null, before ? `stored for ${shown(before)}` : "")
    );
  });
}

const keyOf = ({ regionCode, indicatorCode, categoryCode, valueStatus }: StoredFigure): string =>
  [regionCode, indicatorCode, categoryCode ?? "", valueStatus].join("\u0000");

const shown = ({ periodStart, periodEnd }: StoredFigure): string =>
  periodStart.slice(0, 7) === periodEnd.slice(0, 7)
    ? periodEnd.slice(0, 7)
    : `${periodStart.slice(0, 7)} to ${periodEnd.slice(0, 7)}`;

function leap(value: number, other: number | null, what: string): string | null {
  if (other === null || other <= 0) return null;
  if (value >= LEAP * other) return `is ${Math.floor(value / other)} times ${other}, ${what}`;
  return value <= other / LEAP ? `is a ${Math.floor(other / value)}th of ${other}, ${what}` : null;
}
