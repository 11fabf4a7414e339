import { batches, getOrMake } from "../../collections.js";
import { badUserInput } from "../../errors.js";
import type { Context } from "../../graph/declare/context.js";
import { signalOf, type Database } from "../../database/statement.js";
import { oneAtATime } from "../../time/one-at-a-time.js";
import { mapInTurns } from "../../time/turn.js";
import {
  coverageHistory,
  coverageIndicators,
  coverageOn,
  latestShare,
  DENOMINATORS,
  type CoverageSubject,
} from "./coverage.js";
import { isFullClaim, SEGMENTS, withoutFalseClaim } from "./full-claims.js";
import { orRolledUp, rollUp } from "./coverage-roll-up.js";
import { unknownCode } from "../../graph/declare/codes.js";
import { CATEGORY_CODES } from "../cohorts/cohort-category.entity.js";
import { categoriesExist } from "../cohorts/cohort.queries.js";
import { childrenByRegion } from "../regions/region.queries.js";
import type { CoverageRollUp } from "./coverage-roll-up.type.js";
import type { Coverage } from "./coverage.type.js";
import { observationsByGroup, type Group } from "../observations/observation.queries.js";
import type { Observation } from "../observations/observation.entity.js";
import { today } from "../../time/today.js";
import { hasChildren } from "../regions/region-code.rules.js";

/** What coverages that are read together have in common. */
type Shared = Pick<CoverageSubject, "denominatorCode" | "on" | "asOf" | "countedBy">;

/** Checks a denominator and a category that a caller named. Throws BAD_USER_INPUT naming what is known. */
export async function checkSubject(
  { reader, db }: Context,
  { denominatorCode, categoryCode }: Pick<CoverageSubject, "denominatorCode" | "categoryCode">,
): Promise<void> {
  if (!DENOMINATORS.includes(denominatorCode)) {
    throw badUserInput(
      `"${denominatorCode}" is no denominator of coverage. Use one of ${DENOMINATORS.join(", ")}.`,
    );
  }
  if (categoryCode === null) return;
  const known = await reader
    .batch("cohort categories exist", (codes) => categoriesExist(db, codes))
    .load(categoryCode);
  if (!known) throw await unknownCode(db, { vocabulary: CATEGORY_CODES, code: categoryCode });
}

/**
 * The latest coverage known on a date, for each of many subjects, in their order. Where nothing is reported for a region,
 * the sum over its child regions stands in, if every one of them reports both parts. One statement for all subjects that
 * differ in region and category only, and two more for the children of regions without a rate.
 */
export const coverageOfRegions = (db: Database, subjects: readonly CoverageSubject[]): Promise<Coverage[]> =>
  oneAtATime(db, () => coveragesOf(db, subjects));

async function coveragesOf(db: Database, subjects: readonly CoverageSubject[]): Promise<Coverage[]> {
  const coverages = await ownCoverages(db, subjects);
  const unrated = coverages.filter(
    ({ rate, regionCode }) => (rate?.denominatorCode ?? null) === null && hasChildren(regionCode),
  );
  const sums = new Map<Coverage, CoverageRollUp | null>();
  for (const [index, sum] of (await rollUpsOf(db, unrated)).entries()) {
    const coverage = unrated[index];
    if (coverage) sums.set(coverage, sum);
  }
  return coverages.map((coverage) => {
    const sum = sums.get(coverage);
    return sum ? orRolledUp(coverage, sum) : coverage;
  });
}

// From what is stated of each region itself.
async function ownCoverages(db: Database, subjects: readonly CoverageSubject[]): Promise<Coverage[]> {
  const coverages = await statedCoverages(db, subjects);
  const claims = coverages.filter(isFullClaim);
  if (claims.length === 0) return coverages;
  const segments = await statedCoverages(
    db,
    claims.flatMap(({ regionCode, denominatorCode, on, asOf }) =>
      SEGMENTS.map((categoryCode) => ({ regionCode, categoryCode, denominatorCode, on, asOf })),
    ),
  );
  const ofClaim = new Map(
    [...batches(segments, SEGMENTS.length)].map((some, index) => [claims[index], some]),
  );
  return coverages.map((coverage) => withoutFalseClaim(coverage, ofClaim.get(coverage) ?? []));
}

const statedCoverages = (db: Database, subjects: readonly CoverageSubject[]): Promise<Coverage[]> =>
  inParts(subjects, async (shared, part) => {
    const observations = await observationsOf(db, shared, part);
    const answer = (subject: CoverageSubject, index: number): Coverage =>
      coverageOn(subject, observations[index] ?? []);
    return mapInTurns(part, answer, signalOf(db));
  });

/** The sum over the child regions that report both parts by the date; null for a regency, city or village. */
async function rollUpsOf(
  db: Database,
  subjects: readonly CoverageSubject[],
): Promise<(CoverageRollUp | null)[]> {
  const parents = [...new Set(subjects.map(({ regionCode }) => regionCode).filter(hasChildren))];
  if (parents.length === 0) return subjects.map(() => null);
  const codes = await childrenByRegion(db, parents);
  const childrenOf = new Map(parents.map((parent, index) => [parent, codes[index] ?? []]));
  return inParts(subjects, async (shared, part) => {
    const children = part.map((subject) =>
      (childrenOf.get(subject.regionCode) ?? []).map((regionCode) => childOf(subject, regionCode)),
    );
    const observations = (await observationsOf(db, shared, children.flat())).values();
    const sum = ({ regionCode }: CoverageSubject, index: number): CoverageRollUp | null => {
      const shares = (children[index] ?? []).map((child) => ({
        code: child.regionCode,
        share: latestShare(child, observations.next().value ?? []),
      }));
      return hasChildren(regionCode) ? rollUp(shares, shared.on) : null;
    };
    return mapInTurns(part, sum, signalOf(db));
  });
}

const childOf = (
  { categoryCode, denominatorCode, on, asOf }: CoverageSubject,
  regionCode: string,
): CoverageSubject => ({ regionCode, categoryCode, denominatorCode, on, asOf });

// Answers for each subject, found together for those that have denominator, date and instant in common.
async function inParts<T>(
  subjects: readonly CoverageSubject[],
  answer: (shared: Shared, part: readonly CoverageSubject[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const parts = new Map<string, number[]>();
  for (const [index, { denominatorCode, on, asOf, countedBy }] of subjects.entries()) {
    const name = `${denominatorCode} ${on} ${asOf ?? ""} ${countedBy ?? ""}`;
    getOrMake(parts, name, () => []).push(index);
  }
  const answers: T[] = [];
  for (const places of parts.values()) {
    const part = places.flatMap((index) => subjects[index] ?? []);
    const [shared] = part;
    if (!shared) continue;
    const found = await answer(shared, part);
    for (const [index, place] of places.entries()) answers[place] = found[index] as T;
  }
  return answers;
}

const observationsOf = (
  db: Database,
  { denominatorCode, on, asOf, countedBy }: Shared,
  groups: readonly Group[],
): Promise<Observation[][]> =>
  observationsByGroup(db, groups, {
    indicatorCodes: coverageIndicators(denominatorCode),
    on,
    asOf,
    // Of another counting than the latest answer's, older statements may be the latest.
    currentOnly: isLatest(on) && !countedBy,
  });

/** Whether nothing but current statements decides what is known last on a day: they are kept for today and all later days. */
export const isLatest = (on: string): boolean => on >= today();

/** The roll-up of one region; all that are asked for in one tick are read together. */
export function readRollUp(
  { reader, db }: Context,
  subject: CoverageSubject,
): Promise<CoverageRollUp | null> {
  const { denominatorCode, on, asOf } = subject;
  const read = (keys: readonly string[]): Promise<(CoverageRollUp | null)[]> =>
    rollUpsOf(
      db,
      keys.map((key) => ({ ...groupOf(key), denominatorCode, on, asOf })),
    );
  return reader.batch(`roll-up ${denominatorCode} ${on} ${asOf ?? ""}`, read).load(keyOf(subject));
}

/** A group as a text, and back. */
export const keyOf = ({ regionCode, categoryCode }: Group): string => `${regionCode} ${categoryCode ?? ""}`;
export function groupOf(key: string): Group {
  const [regionCode = "", category = ""] = key.split(" ");
  return { regionCode, categoryCode: category === "" ? null : category };
}

/** The periods between two dates for which a rate is known, the earliest first; at most 500. */
export async function readHistory(
  { reader, db }: Context,
  subject: CoverageSubject,
  from: string | null,
): Promise<Coverage[]> {
  const { on, asOf, denominatorCode } = subject;
  const indicatorCodes = coverageIndicators(denominatorCode);
  const observations = await reader
    .batch(`history ${denominatorCode} ${on} ${asOf ?? ""}`, (keys) =>
      observationsByGroup(db, keys.map(groupOf), { indicatorCodes, on, asOf, currentOnly: false }),
    )
    .load(keyOf(subject));
  return coverageHistory(subject, observations)
    .filter(({ period }) => from === null || (period !== null && period.end >= from))
    .slice(-500);
}
