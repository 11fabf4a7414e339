import type { StatisticGroup } from "../group.js";
import type { StatisticDimension } from "../statistics.args.js";
import { NO_CATEGORY, type StatisticSeries } from "./statistic-series.entity.js";

type Labels = Pick<StatisticGroup, "categoryCode" | "segment" | "valueStatus">;

/** What is held for each group. */
export class Groups<T> {
  readonly #held = new Map<string, { labels: Labels; years: Map<number | null, T> }>();

  constructor(readonly create: () => T) {}

  /** Finds what is held for groups that differ in the year only. */
  ofYears(labels: Labels): (year: number | null) => T {
    const key = `${labels.categoryCode ?? ""} ${labels.segment ?? ""} ${labels.valueStatus ?? ""}`;
    let known = this.#held.get(key);
    if (!known) this.#held.set(key, (known = { labels, years: new Map<number | null, T>() }));
    const { years } = known;
    return (year) => {
      let held = years.get(year);
      if (held === undefined) years.set(year, (held = this.create()));
      return held;
    };
  }

  all(): { group: StatisticGroup; held: T }[] {
    const found: { group: StatisticGroup; held: T }[] = [];
    for (const { labels, years } of this.#held.values()) {
      const { categoryCode, segment, valueStatus } = labels;
      for (const [year, held] of years) {
        const group = {
          year,
          month: null,
          categoryCode,
          segment,
          funding: null,
          valueStatus,
          sourceType: null,
        };
        found.push({ group, held });
      }
    }
    return found;
  }
}

/** The dimensions of a group that a series tells. */
export function labelsOf(
  { cohort, valueStatus }: StatisticSeries,
  dimensions: readonly StatisticDimension[],
): Labels {
  const has = (dimension: StatisticDimension): boolean => dimensions.includes(dimension);
  return {
    categoryCode: has("CATEGORY") && cohort !== NO_CATEGORY ? cohort : null,
    segment: has("SEGMENT") ? (cohort as Labels["segment"]) : null,
    valueStatus: has("VALUE_STATUS") ? valueStatus : null,
  };
}
