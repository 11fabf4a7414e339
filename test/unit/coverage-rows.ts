import { Observation } from "../../src/modules/observations/observation.entity.js";
import { precisionOf } from "../../src/time/span.js";
import type { Rival } from "../../src/modules/observations/rivals.js";
import { partialDate } from "../../src/time/partial-date.js";

/** The first and last day of `2024`, `2024-10`, `2024-10-10` or `2024-07..2024-12`. */
function span(text: string): { periodStart: string; periodEnd: string } {
  const [first = "", last = first] = text.split("..");
  return {
    periodStart: partialDate(first)?.from ?? "",
    periodEnd: partialDate(last)?.until ?? "",
  };
}

let serial = 0;
const nextSlug = (): string => `o${String(++serial).padStart(5, "0")}`;

/** A statement of an office in the press of 1 June 2024, about protected workers of Kota Magelang in 2024. */
export function rival({ period = "2024", ...more }: Partial<Rival> & { period?: string } = {}): Rival {
  const { periodStart, periodEnd } = span(period);
  const [value, qualifier] = [more.value === undefined ? 100 : more.value, more.qualifier ?? "EXACT"];
  return {
    slug: nextSlug(),
    regionCode: "33.71",
    indicatorCode: "PROTECTED_WORKERS",
    categoryCode: null,
    valueStatus: "ACTUAL",
    periodStart,
    periodEnd,
    periodPrecision: precisionOf(periodStart, periodEnd),
    effectiveOn: periodEnd,
    value,
    lowerBound: qualifier === "AT_LEAST" ? value : null,
    upperBound: qualifier === "AT_MOST" ? value : null,
    qualifier,
    unit: "PERSONS",
    base: null,
    denominatorCode: null,
    countedBy: null,
    areaDiffers: false,
    programmes: [],
    funding: null,
    attributedTo: "An office",
    sourceSlug: "a",
    indicatorKind: "STOCK",
    sourceType: "NEWS_ARTICLE",
    publishedFrom: "2024-06-01",
    publishedUntil: "2024-06-01",
    ...more,
  };
}

/** As `rival`, a coverage rate over potential workers. */
export const rateRival = (more: Partial<Rival> & { period?: string } = {}): Rival =>
  rival({
    indicatorCode: "COVERAGE_RATE",
    indicatorKind: "RATE",
    unit: "FRACTION",
    denominatorCode: "POTENTIAL_WORKERS",
    value: 0.4,
    ...more,
  });

const DIVIDES_BY: Record<string, string> = {
  COVERAGE_RATE: "POTENTIAL_WORKERS",
  COVERAGE_RATE_EMPLOYED: "EMPLOYED_POPULATION",
  TARGET_ATTAINMENT: "COHORT_QUOTA",
};

/** What is known of the source of a statement, when it is read. */
interface OfSource {
  sourceType: string;
  publishedOn: string | null;
  publishedFrom: string | null;
  publishedUntil: string | null;
}

const PRESS: OfSource = {
  sourceType: "NEWS_ARTICLE",
  publishedOn: "2024-06-01",
  publishedFrom: "2024-06-01",
  publishedUntil: "2024-06-01",
};

/** A current observation that nothing rivals, about protected workers of Kota Magelang in 2024. */
export function observation({
  period = "2024",
  ...more
}: Partial<Omit<Observation, "period"> & OfSource> & { period?: string } = {}): Observation {
  const { periodStart, periodEnd } = span(period);
  const periodPrecision = precisionOf(periodStart, periodEnd);
  const value = more.value ?? null;
  const qualifier = more.qualifier ?? "EXACT";
  const indicatorCode = more.indicatorCode ?? "PROTECTED_WORKERS";
  const isRate = indicatorCode in DIVIDES_BY;
  const isSpan = periodPrecision === "RANGE" && !isRate && indicatorCode !== "MONTHS_COVERED";
  return Object.assign(new Observation(), PRESS, {
    slug: nextSlug(),
    regionCode: "33.71",
    indicatorCode,
    categoryCode: null,
    base: null,
    denominatorCode: DIVIDES_BY[indicatorCode] ?? null,
    denominatorStated: isRate ? false : null,
    countedBy: null,
    valueStatus: "ACTUAL",
    periodStart,
    periodEnd,
    periodPrecision,
    effectiveFrom: isSpan ? periodStart : periodEnd,
    effectiveOn: periodEnd,
    areaDiffers: false,
    value,
    lowerBound: qualifier === "AT_LEAST" ? value : null,
    upperBound: qualifier === "AT_MOST" ? value : null,
    qualifier,
    programmes: [],
    funding: null,
    attributedTo: "An office",
    sourceSlug: "a",
    rivalSet: null,
    rank: 1,
    preferred: true,
    ...more,
  });
}
