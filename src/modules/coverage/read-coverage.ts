import { badUserInput } from "../../errors.js";
import type { Context } from "../../graph/context.js";
import {
  coverageHistory,
  coverageIndicators,
  coverageOn,
  latestShare,
  POTENTIAL,
  RATE_OVER,
  type CoverageSubject,
} from "./coverage.js";
import { orRolledUp, rollUp } from "./coverage-roll-up.js";
import {
  categoriesExist,
  childrenByRegion,
  listRegionCodes,
  observationsByGroup,
  type Group,
} from "./coverage.queries.js";
import type { Coverage, CoverageRanking, CoverageRollUp } from "./coverage.type.js";
import type { Observation } from "./observation.entity.js";

/** Today's date in Jakarta, which the country's figures are dated by. */
export const today = (): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" }).format(new Date());

/** Loads the observations of a group; all groups asked for in one tick with the same indicators and date are read at once. */
export function loadObservations(
  { reader, db }: Context,
  indicatorCodes: readonly string[],
  on: string,
  group: Group,
): Promise<Observation[]> {
  const name = `observations of ${[...indicatorCodes, on].join()}`;
  return reader
    .batch(name, (keys) =>
      observationsByGroup(
        db,
        keys.map((key) => JSON.parse(key) as Group),
        indicatorCodes,
        on,
      ),
    )
    .load(JSON.stringify({ regionCode: group.regionCode, categoryCode: group.categoryCode }));
}

/** Checks a denominator and a category that a caller named. Throws BAD_USER_INPUT naming what is known. */
export async function checkSubject(
  { reader, db }: Context,
  { denominatorCode, categoryCode }: CoverageSubject,
): Promise<void> {
  if (!Object.hasOwn(RATE_OVER, denominatorCode)) {
    throw badUserInput(
      `"${denominatorCode}" is no denominator of coverage. Use one of ${Object.keys(RATE_OVER).join(", ")}.`,
    );
  }
  if (categoryCode === null) return;
  const known = await reader
    .batch("cohort categories exist", (codes) => categoriesExist(db, codes))
    .load(categoryCode);
  if (!known)
    throw badUserInput(`No cohort category has the code "${categoryCode}". \`cohortCategories\` lists them.`);
}

/**
 * The latest coverage known on a date. Where nothing is reported for a region, the sum over its child regions stands
 * in, if every one of them reports both parts.
 */
export async function readCoverage(context: Context, subject: CoverageSubject): Promise<Coverage> {
  const observations = await loadObservations(
    context,
    coverageIndicators(subject.denominatorCode),
    subject.on,
    subject,
  );
  const coverage = coverageOn(subject, observations);
  if (coverage.rate !== null || !hasChildren(subject.regionCode)) return coverage;
  const sum = await readRollUp(context, subject);
  return sum ? orRolledUp(coverage, sum) : coverage;
}

/** The periods between two dates for which a rate over potential workers is known, the earliest first; at most 500. */
export async function readHistory(
  context: Context,
  subject: CoverageSubject,
  from: string | null,
): Promise<Coverage[]> {
  const observations = await loadObservations(
    context,
    coverageIndicators(subject.denominatorCode),
    subject.on,
    subject,
  );
  return coverageHistory(subject, observations)
    .filter(({ period }) => from === null || (period !== null && period.end >= from))
    .slice(-500);
}

// The country and provinces; of the villages below regencies and cities only some are known.
const hasChildren = (code: string): boolean => code.length === 2;

/** The sum over the child regions that report both parts by the date; null for a regency, city or village. */
export async function readRollUp(context: Context, subject: CoverageSubject): Promise<CoverageRollUp | null> {
  if (!hasChildren(subject.regionCode)) return null;
  const { reader, db } = context;
  const codes = await reader
    .batch("child regions", (parents) => childrenByRegion(db, parents))
    .load(subject.regionCode);
  const indicators = coverageIndicators(subject.denominatorCode);
  const children = await Promise.all(
    codes.map(async (code) => {
      const child = { ...subject, regionCode: code };
      return {
        code,
        share: latestShare(child, await loadObservations(context, indicators, subject.on, child)),
      };
    }),
  );
  return rollUp(children);
}

/** Regions of a level by their coverage of all potential workers on one date; those without a rate are counted. */
export async function readRanking(
  context: Context,
  {
    level,
    within,
    on,
    descending,
    first,
  }: {
    level: Parameters<typeof listRegionCodes>[1];
    within: string | null;
    on: string;
    descending: boolean;
    first: number;
  },
): Promise<CoverageRanking> {
  const codes = await listRegionCodes(context.db, level, within);
  const all = await Promise.all(
    codes.map((regionCode) =>
      readCoverage(context, { regionCode, categoryCode: null, denominatorCode: POTENTIAL, on }),
    ),
  );
  const rated = all.flatMap((coverage) => (coverage.rate ? [{ coverage, value: coverage.rate.value }] : []));
  rated.sort((one, other) => (descending ? other.value - one.value : one.value - other.value));
  const rows = rated.slice(0, first).map(({ coverage, value }) => ({
    rank: rated.findIndex((other) => other.value === value) + 1,
    coverage,
    regionCode: coverage.regionCode,
  }));
  return { on, rows, comparableRegions: rated.length, omittedRegions: all.length - rated.length };
}
