import { UNBOUNDED, type Bounds } from "../figures/bounds.rules.js";
import type { Figure } from "../figures/figure.type.js";
import type { Counting, Qualifier } from "../observations/observation.entity.js";
import type { Fact } from "./fact.js";
import type { Moment } from "./moment.js";
import type { ComputedIndicator } from "./statistic-indicator.js";

/** How exact a number is, and the least and most that it can be. */
export interface Exactness extends Bounds {
  qualifier: Qualifier;
}

/** What the facts about one region say, of workers counted in one way. */
export interface RegionValue {
  /** Its share in sums; null when it is not known of all payers, when rivals tie, and when only a rate is known. */
  value: number | null;
  /** What rates divide by and durations are weighted with; 1 for all others. */
  weight: number;
  /** The least that its share can be; null when nothing is known of it. */
  partial: number | null;
  /** The value that the region shows alone; null when its share and weight give it, and when it shows none. */
  published: number | null;
  /** How exact what it shows alone, its share and its weight are. */
  shown: Exactness;
  share: Bounds;
  base: Bounds;
  observations: number;
  countedBy: Counting | null;
  /** Whether all that is known is too old. */
  isStale: boolean;
  /** Whether the region shows nothing alone since what is known last contradicts itself. */
  isContested: boolean;
}

/** How exact what is not known is. */
export const UNKNOWN: Exactness = { ...UNBOUNDED, qualifier: "APPROXIMATE" };

/** Of a region that says nothing. */
export const NOTHING: RegionValue = {
  value: null,
  weight: 1,
  partial: null,
  published: null,
  shown: UNKNOWN,
  share: UNBOUNDED,
  base: { lowerBound: 1, upperBound: 1 },
  observations: 0,
  countedBy: null,
  isStale: false,
  isContested: false,
};

/** Facts about one region, by indicator. */
export type FactsOf = (indicatorCode: string) => readonly Fact[];

/** The figures of lists of facts. */
export type MadeFigures = WeakMap<readonly Fact[], readonly Figure[]>;

/** What is asked of a region's facts. */
export interface Question {
  indicator: ComputedIndicator;
  /** Whether the facts are of a category that was asked for, and not only of all workers and whole segments. */
  oneCategory: boolean;
  /** The indicators of which totals are known that count workers otherwise, so that no segments stand in for them. */
  countedOtherwise?: ReadonlySet<string>;
  /** Whether payers were asked for, so that each stands for itself. */
  partsStand: boolean;
  moment: Moment;
  /** What was made for other moments of the same question; left out where there are none. */
  made?: MadeFigures;
  /** The day since which the region has its present territory; null when that is not known to have changed. */
  areaSince: string | null;
}
