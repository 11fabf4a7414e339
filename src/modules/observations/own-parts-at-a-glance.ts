import { groupBy } from "../../collections.js";
import { segmentsBeside } from "./across-statements.js";
import { overlaps } from "../../time/span.js";
import { periodOf, spanOf } from "./rival.js";
import { statesDenominator, type RateParts } from "./rate-parts.rules.js";
import type { Glance } from "./rival.queries.js";
import { seriesKey, type Series } from "./series.changes.js";

/** The series beside those given that their rates and parts are held against, as far as not given. */
export function partsBeside(own: readonly Glance[], given: readonly Series[], parts: RateParts): Series[] {
  const seen = new Set(given.map(seriesKey));
  const wanted = new Map<string, Series>();
  const want = (series: Series): void => {
    if (!seen.has(seriesKey(series))) wanted.set(seriesKey(series), series);
  };
  for (const series of segmentsBeside(own, parts)) want(series);
  for (const statement of own) {
    const { indicatorCode, denominatorCode, regionCode, categoryCode } = statement;
    const numerator = parts.numeratorOf(indicatorCode);
    const codes = [
      ...parts.wholesOf(indicatorCode),
      ...(numerator === null ? [] : [numerator]),
      ...parts.differencesOf(indicatorCode).flatMap((of) => [of.numeratorCode, of.denominatorCode]),
      ...(denominatorCode === null ? [] : statesDenominator(denominatorCode)),
    ];
    for (const code of codes) want({ regionCode, indicatorCode: code, categoryCode });
  }
  return [...wanted.values()];
}

/**
 * Groups of statements of one region, category, status and source in which one may contradict what stands beside it:
 * what the others in them need not be looked at for.
 */
export function contradictable(
  own: readonly Glance[],
  beside: readonly Glance[],
  parts: RateParts,
): Glance[][] {
  const isOwn = new Set(own);
  const groups = groupBy(
    beside,
    ({ regionCode, categoryCode, valueStatus, areaDiffers, sourceSlug }) =>
      `${regionCode} ${categoryCode ?? ""} ${valueStatus} ${Number(areaDiffers)} ${sourceSlug}`,
  );
  return [...groups.values()].flatMap((group) => {
    const codes = new Set(group.map(({ indicatorCode }) => indicatorCode));
    if (codes.size < 2) return [];
    const byCode = groupBy(group, ({ indicatorCode }) => indicatorCode);
    const isSuspect = group.some(
      (statement) =>
        isOwn.has(statement) &&
        (hasParts(statement, codes, parts) ||
          mayExceed(statement, byCode, parts) ||
          hasCounts(statement, codes, parts)),
    );
    return isSuspect ? [group] : [];
  });
}

function hasParts(
  { indicatorCode, denominatorCode }: Glance,
  codes: ReadonlySet<string>,
  parts: RateParts,
): boolean {
  const numerator = parts.numeratorOf(indicatorCode);
  if (numerator === null || denominatorCode === null || !codes.has(numerator)) return false;
  return statesDenominator(denominatorCode).some((code) => codes.has(code));
}

const hasCounts = ({ indicatorCode }: Glance, codes: ReadonlySet<string>, parts: RateParts): boolean =>
  parts
    .differencesOf(indicatorCode)
    .some(({ numeratorCode, denominatorCode }) => codes.has(numeratorCode) && codes.has(denominatorCode));

function mayExceed(part: Glance, byCode: ReadonlyMap<string, readonly Glance[]>, parts: RateParts): boolean {
  return [...parts.wholesOf(part.indicatorCode)].some((code) => {
    const wholes = byCode.get(code) ?? [];
    const ofPeriod = wholes.filter((whole) => periodOf(whole) === periodOf(part));
    return (ofPeriod.length > 0 ? ofPeriod : wholes).some(
      (whole) =>
        part.value !== null &&
        whole.value !== null &&
        part.value > whole.value &&
        overlaps(spanOf(part), spanOf(whole)),
    );
  });
}
