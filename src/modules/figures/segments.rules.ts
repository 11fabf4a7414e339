import { groupBy } from "../../collections.js";
import type { Segment } from "../cohorts/cohort-category.entity.js";
import type { Observation } from "../observations/observation.entity.js";
import { isPart } from "./figure.rules.js";
import type { Figure } from "./figure.type.js";
import { SEGMENTS } from "../observations/full-rates.rules.js";
import { figuresOfAll, summedFigure } from "./all-payers.rules.js";

/** The categories that divide all workers without overlap, in the order in which sums name them. */
export const PARTITION: readonly Segment[] = ["PU", "BPU", "JAKON", "PMI"];

/** All categories of which statements may decide the coverage of all workers. */
export const DECISIVE_SEGMENTS = [...new Set([...SEGMENTS, ...PARTITION])];

// Whom every sum over segments counts: migrants only where a source counts them beside.
const NEEDED = 3;

/**
 * The figures for all workers that statements about their segments amount to, by indicator: the sum of what one source
 * states for all segments and one period, where that is preferred for each of them. Indicators that one source states
 * so for one period are summed over the same segments, so that they may be divided.
 */
export function sumsOfSegments(statements: readonly Observation[], on: string): Map<string, Figure[]> {
  if (statements.length === 0) return new Map();
  const preferred = [
    ...groupBy(statements, ({ indicatorCode, categoryCode }) => `${indicatorCode} ${categoryCode}`),
  ]
    .flatMap(([, same]) => figuresOfAll(same, on))
    .flatMap((figure) => (figure.observation?.value == null || isPart(figure) ? [] : [figure.observation]));
  const sums = new Map<string, Figure[]>();
  for (const together of groupBy(preferred, keyOf).values())
    for (const [code, figure] of sumsOf(together, on)) sums.set(code, [...(sums.get(code) ?? []), figure]);
  return sums;
}

const keyOf = ({ sourceSlug, periodStart, periodEnd, countedBy, areaDiffers }: Observation): string =>
  [sourceSlug, periodStart, periodEnd, countedBy, areaDiffers].join();

// Of one source, period, counting and territory.
function sumsOf(statements: readonly Observation[], on: string): [string, Figure][] {
  const whole = [...groupBy(statements, ({ indicatorCode }) => indicatorCode)].filter(([, parts]) =>
    PARTITION.slice(0, NEEDED).every((segment) => parts.some(({ categoryCode }) => categoryCode === segment)),
  );
  const summed = PARTITION.filter((segment) =>
    whole.every(([, parts]) => parts.some(({ categoryCode }) => categoryCode === segment)),
  );
  return whole.flatMap(([code, parts]): [string, Figure][] => {
    const [first, ...others] = summed.flatMap(
      (segment) => parts.find(({ categoryCode }) => categoryCode === segment) ?? [],
    );
    return first ? [[code, summedFigure([first, ...others], on)]] : [];
  });
}
