import { sum } from "./fact.js";
import { KINDS } from "../observations/indicator-kind.rules.js";
import { isRatio } from "./region-value.js";
import type { RegionValues, Area } from "./area.js";
import type { Aggregation, StatisticCell } from "./statistics.type.js";
import type { StatisticIndicator } from "./region-value.js";

type Counts = Pick<StatisticCell, "observations" | "reportingRegions" | "omittedRegions">;

/** A cell; `indicator` is named at the end. */
export const newCell = (
  indicatorCode: string,
  value: number | null,
  aggregation: Aggregation,
  { observations, reportingRegions, omittedRegions }: Counts,
): StatisticCell => ({
  indicatorCode,
  indicator: undefined,
  value,
  aggregation,
  observations,
  reportingRegions,
  omittedRegions,
});

/** A cell of which nothing is known. */
export const emptyCell = ({ code, kind }: StatisticIndicator, omittedRegions: number): StatisticCell =>
  newCell(code, null, KINDS[kind].overRegions, { observations: 0, reportingRegions: 0, omittedRegions });

/** A row's cell of an indicator. */
export function cellOf(
  indicator: StatisticIndicator,
  { space, used: regions, omitted }: Area,
  values: RegionValues,
): StatisticCell {
  const { code, kind, additiveOverRegions } = indicator;
  const [only] = regions;
  const isOwn = only !== undefined && (only === space.regionCode || only === (space.provinceCode ?? "ID"));
  const own = isOwn ? values.get(only) : undefined;
  if (own?.part.weight === 0) {
    const counts = { observations: 1, reportingRegions: 1, omittedRegions: omitted };
    return newCell(code, own.published, "LAST", counts);
  }
  const usable = regions
    .flatMap((region) => values.get(region)?.part ?? [])
    .filter(({ weight }) => weight > 0);
  const lacking = omitted + regions.length - usable.length;
  if (usable.length === 0) return emptyCell(indicator, lacking);
  const numbers = usable.map(({ value }) => value);
  const counts = {
    observations: sum(usable.map(({ observations }) => observations)),
    reportingRegions: usable.length,
    omittedRegions: lacking,
  };
  if (isRatio({ kind })) {
    const value = sum(numbers) / sum(usable.map(({ weight }) => weight));
    return newCell(code, value, KINDS[kind].overRegions, counts);
  }
  if (isOwn)
    return newCell(code, numbers[0] ?? null, KINDS[kind].overTime === "LAST" ? "LAST" : "SUM", counts);
  return additiveOverRegions
    ? newCell(code, sum(numbers), "SUM", counts)
    : newCell(
        code,
        numbers.reduce((most, value) => Math.max(most, value)),
        "MAX",
        counts,
      );
}
