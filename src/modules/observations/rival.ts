import { groupBy } from "../../collections.js";
import type { Span } from "../../time/span.js";
import { UNSTATED, type Observation } from "./observation.entity.js";
import type { IndicatorKind } from "./indicator-kind.rules.js";

/** A statement with what is known of its source and its indicator. */
export interface Rival extends Pick<
  Observation,
  | "slug"
  | "regionCode"
  | "indicatorCode"
  | "categoryCode"
  | "valueStatus"
  | "periodStart"
  | "periodEnd"
  | "periodPrecision"
  | "effectiveOn"
  | "value"
  | "lowerBound"
  | "upperBound"
  | "qualifier"
  | "unit"
  | "base"
  | "denominatorCode"
  | "countedBy"
  | "areaDiffers"
  | "programmes"
  | "funding"
  | "attributedTo"
  | "sourceSlug"
> {
  indicatorKind: IndicatorKind;
  sourceType: string;
  publishedFrom: string | null;
  publishedUntil: string | null;
}

/** What a rate divides by, an unstated base being one of its own; empty for other kinds. */
export const baseOf = ({ base, denominatorCode }: Pick<Rival, "base" | "denominatorCode">): string =>
  base === UNSTATED ? UNSTATED : (denominatorCode ?? "");

/** The period of a statement, as a span. */
export const spanOf = ({ periodStart, periodEnd }: Pick<Rival, "periodStart" | "periodEnd">): Span => ({
  start: periodStart,
  end: periodEnd,
});

/** The text under which the statements of one period are found. */
export const periodOf = ({ periodStart, periodEnd }: Pick<Rival, "periodStart" | "periodEnd">): string =>
  `${periodStart} ${periodEnd}`;

/** The text under which a source's own series of one base and counting is found. */
export const seriesOf = (
  statement: Pick<Rival, "sourceSlug" | "base" | "denominatorCode" | "countedBy">,
): string => `${statement.sourceSlug} ${baseOf(statement)} ${statement.countedBy ?? ""}`;

/** Statements by what their sets are made of: those of different keys never rival each other. */
export const byRivalSeries = <
  T extends Pick<Rival, "regionCode" | "indicatorCode" | "categoryCode" | "valueStatus" | "areaDiffers">,
>(
  statements: Iterable<T>,
): T[][] => [
  ...groupBy(
    statements,
    ({ regionCode, indicatorCode, categoryCode, valueStatus, areaDiffers }) =>
      `${regionCode} ${indicatorCode} ${categoryCode ?? ""} ${valueStatus} ${Number(areaDiffers)}`,
  ).values(),
];
