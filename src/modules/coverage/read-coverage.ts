import { badUserInput } from "../../errors.js";
import type { Context } from "../../graph/declare/context.js";
import { signalOf, type Database } from "../../database/statement.js";
import { oneAtATime } from "../../time/one-at-a-time.js";
import { mapInTurns } from "../../time/turn.js";
import { coverageHistory, coverageOn, latestShare, DENOMINATORS, type CoverageSubject } from "./coverage.js";
import { inParts, isLatest, statementsOf, withoutFalseClaims, type ReadShared } from "./read-statements.js";
import { orRolledUp, rollUp, type Portion } from "./coverage-roll-up.js";
import { keptPortions } from "./materialized/coverage-step.queries.js";
import { isKept } from "./materialized/kept-fields.js";
import { unknownCode } from "../../graph/declare/codes.js";
import { CATEGORY_CODES } from "../cohorts/cohort-category.entity.js";
import { categoriesExist } from "../cohorts/cohort.queries.js";
import { childrenByRegion } from "../regions/region.queries.js";
import type { CoverageRollUp } from "./coverage-roll-up.type.js";
import type { Coverage } from "./coverage.type.js";
import type { Group } from "../observations/observation.queries.js";
import type { Observation } from "../observations/observation.entity.js";
import { hasChildren } from "../regions/region-code.rules.js";

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
const ownCoverages = async (db: Database, subjects: readonly CoverageSubject[]): Promise<Coverage[]> =>
  withoutFalseClaims(db, await statedCoverages(db, subjects));

const statedCoverages = (db: Database, subjects: readonly CoverageSubject[]): Promise<Coverage[]> =>
  inParts(db, subjects, async (shared, part) => {
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
  return inParts(db, subjects, async (shared, part) => {
    const children = part.map((subject) =>
      (childrenOf.get(subject.regionCode) ?? []).map((regionCode) => childOf(subject, regionCode)),
    );
    const portions = await portionsOf(db, shared, children.flat());
    const sum = ({ regionCode }: CoverageSubject, index: number): CoverageRollUp | null => {
      const shares = (children[index] ?? []).map((child) => ({
        code: child.regionCode,
        share: portions.get(child) ?? null,
      }));
      return hasChildren(regionCode) ? rollUp(shares, shared.on) : null;
    };
    return mapInTurns(part, sum, signalOf(db));
  });
}

// What child regions add to a sum: as it is kept, or as their statements tell.
async function portionsOf(
  db: Database,
  shared: ReadShared,
  children: readonly CoverageSubject[],
): Promise<Map<CoverageSubject, Portion | null>> {
  if (children.every((child) => isKept({ ...child, asOf: shared.readAsOf }))) {
    const kept = await keptPortions(
      db,
      children.map(({ regionCode }) => regionCode),
      shared.on,
    );
    if (children.every(({ regionCode }) => kept.has(regionCode)))
      return new Map(children.map((child) => [child, kept.get(child.regionCode) ?? null]));
  }
  const observations = await observationsOf(db, shared, children);
  const portions = await mapInTurns(
    children,
    (child, index) => latestShare(child, observations[index] ?? []),
    signalOf(db),
  );
  return new Map(children.map((child, index) => [child, portions[index] ?? null]));
}

const childOf = (
  { categoryCode, denominatorCode, on, asOf }: CoverageSubject,
  regionCode: string,
): CoverageSubject => ({ regionCode, categoryCode, denominatorCode, on, asOf });

// Of another counting than the latest answer's, older statements may be the latest.
const observationsOf = (
  db: Database,
  shared: ReadShared,
  groups: readonly Group[],
): Promise<Observation[][]> =>
  statementsOf(db, groups, {
    ...shared,
    extent: isLatest(shared.on) && !shared.countedBy ? "CURRENT" : "LATEST",
  });

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

/** Every time for which a rate is known by a date, of each of many subjects, the earliest first. */
export const historiesOf = (db: Database, subjects: readonly CoverageSubject[]): Promise<Coverage[][]> =>
  inParts(db, subjects, async (shared, part) => {
    const observations = await statementsOf(db, part, { ...shared, extent: "ALL" });
    const histories = await mapInTurns(
      part,
      (subject, index) => coverageHistory(subject, observations[index] ?? []),
      signalOf(db),
    );
    const points = (await withoutFalseClaims(db, histories.flat())).values();
    return histories.map((history) => history.flatMap(() => points.next().value ?? []));
  });
