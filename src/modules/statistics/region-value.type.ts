import type { Counting } from "../observations/observation.entity.js";
import type { Fact } from "./fact.js";
import type { Moment } from "./moment.js";
import type { ComputedIndicator } from "./statistic-indicator.js";

/** What the facts about one region amount to, of workers counted in one way. */
export interface RegionValue {
  /** Its share in sums; null when it is not known of all payers, when rivals tie, and when only a rate is known. */
  value: number | null;
  /** What rates divide by and durations are weighted with; 1 for all others. */
  weight: number;
  /** The least that its share can be; null when nothing is known of it. */
  partial: number | null;
  /** The value as published, of rates and durations: what the region shows alone; null when its parts tell it. */
  published: number | null;
  observations: number;
  countedBy: Counting | null;
  /** Whether all that is known is too old. */
  isStale: boolean;
}

/** Facts about one region, by indicator. */
export type FactsOf = (indicatorCode: string) => readonly Fact[];

/** What is asked of a region's facts. */
export interface Question {
  indicator: ComputedIndicator;
  /** Whether the facts are of a category that was asked for, and not only of all workers and whole segments. */
  oneCategory: boolean;
  /** Whether payers were asked for, so that each stands for itself. */
  partsStand: boolean;
  moment: Moment;
  /** The day since which the region has its present territory; null when that is not known to have changed. */
  areaSince: string | null;
}
