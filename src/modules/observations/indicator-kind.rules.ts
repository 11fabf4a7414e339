import { enumeration } from "../../graph/declare/enumeration.js";

/** How the indicators of one kind behave. */
interface KindRules {
  /** For the schema: how they behave over regions and time. */
  description: string;
  /**
   * What makes one value of a region's figures: the last one, their sum over periods that do not overlap, the last ratio
   * of numerator to denominator, or the last value with the protected workers as its weight.
   */
  overTime: "LAST" | "SUM" | "RATIO" | "WEIGHTED";
  /** What makes one value of several regions' values. */
  overRegions: "SUM" | "RATIO" | "MEAN";
  /** Whether a figure tells a state, which is known on the day of publication, and not only when the period is over. */
  holdsWithin: boolean;
  /** Whether what one source states for a part of a period rivals what it states for all of it. */
  partsOfPeriodsRival: boolean;
  /** Whether everybody counted takes part in JKK, so that figures naming JKK and others are about the same people. */
  countsParticipants: boolean;
}

const RULES = {
  STOCK: {
    description: "A count at a moment: adds over regions, never over time.",
    overTime: "LAST",
    overRegions: "SUM",
    holdsWithin: true,
    partsOfPeriodsRival: true,
    countsParticipants: true,
  },
  FLOW: {
    description: "A count of events in a period: adds over regions and time.",
    overTime: "SUM",
    overRegions: "SUM",
    holdsWithin: false,
    partsOfPeriodsRival: false,
    countsParticipants: false,
  },
  RATE: {
    description: "A share: adds over nothing, is recomputed as a ratio of sums.",
    overTime: "RATIO",
    overRegions: "RATIO",
    holdsWithin: true,
    partsOfPeriodsRival: true,
    countsParticipants: false,
  },
  AMOUNT: {
    description: "Money in a period: adds over regions and time.",
    overTime: "SUM",
    overRegions: "SUM",
    holdsWithin: false,
    partsOfPeriodsRival: false,
    countsParticipants: false,
  },
  DURATION: {
    description: "A length of time: averaged with workers as weights.",
    overTime: "WEIGHTED",
    overRegions: "MEAN",
    holdsWithin: false,
    partsOfPeriodsRival: false,
    countsParticipants: false,
  },
} as const satisfies Record<string, KindRules>;

export type IndicatorKind = keyof typeof RULES;

export const IndicatorKind = enumeration(
  "IndicatorKind",
  "How the values of an indicator combine over regions and time.",
  Object.fromEntries(Object.entries(RULES).map(([kind, { description }]) => [kind, description])) as Record<
    IndicatorKind,
    string
  >,
);

/** The rules of every kind: the one place that says what a kind means. */
export const KINDS: Readonly<Record<IndicatorKind, KindRules>> = RULES;
