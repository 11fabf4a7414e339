import { getOrMake } from "../../collections.js";
import { asOfOrNow } from "../../database/as-of.js";
import { signalOf, type Database } from "../../database/statement.js";
import { mapInTurns } from "../../time/turn.js";
import { today } from "../../time/today.js";
import { observationsByGroup, type Group, type GroupPart } from "../observations/observation.queries.js";
import type { Observation } from "../observations/observation.entity.js";
import {
  coverageIndicators,
  coverageOn,
  lacksTotal,
  PROTECTED,
  statusOf,
  type CoverageSubject,
} from "./coverage.js";
import type { Coverage } from "./coverage.type.js";
import { claimedUntil, isFullClaim, withoutFalseClaim } from "../figures/full-claims.rules.js";
import { lastOfLoneRuns } from "../figures/lone-runs.queries.js";
import { SEGMENTS } from "../observations/full-rates.rules.js";
import { PARTITION } from "../figures/segments.rules.js";

/** What coverages that are read together have in common. */
export type Shared = Pick<CoverageSubject, "denominatorCode" | "on" | "asOf" | "countedBy">;

/** The same, with the instant as of which statements are read; null where those of now also stood at the one asked for. */
export type ReadShared = Shared & { readAsOf: string | null };

/** Whether nothing but current statements decides what is known last on a day: they are kept for today and all later days. */
export const isLatest = (on: string): boolean => on >= today();

/** Which statements are read: the current ones, those that what is known last on a day may rest on, or all until a day. */
export type Extent = "CURRENT" | "LATEST" | "ALL";

/**
 * What coverage of each group follows from: its own statements, and those about the segments of all workers where no
 * total is stated. One statement, and another for all groups without a total.
 */
export async function statementsOf(
  db: Database,
  groups: readonly Group[],
  { denominatorCode, on, asOf, readAsOf, extent }: ReadShared & { extent: Extent },
): Promise<Observation[][]> {
  const indicatorCodes = coverageIndicators(denominatorCode);
  const wanted = { indicatorCodes, on, asOf: readAsOf, isThen: asOf !== null };
  const parts =
    extent === "LATEST" && readAsOf === null
      ? await lastParts(db, groups, wanted.indicatorCodes, on)
      : groups;
  const own = await observationsByGroup(db, parts, { ...wanted, currentOnly: extent === "CURRENT" });
  const lacking = groups.filter(
    ({ categoryCode }, index) => categoryCode === null && lacksTotal(own[index] ?? [], denominatorCode, on),
  );
  if (lacking.length === 0) return own;
  // Which statements are current was decided among those of one category.
  const found = await observationsByGroup(
    db,
    lacking.flatMap(({ regionCode }) =>
      [null, ...PARTITION].map((categoryCode) => ({ regionCode, categoryCode })),
    ),
    { ...wanted, currentOnly: false },
  );
  const all = new Map(
    lacking.map((group, index) => {
      const place = index * (PARTITION.length + 1);
      return [group, found.slice(place, place + PARTITION.length + 1)];
    }),
  );
  return groups.map((group, index) => {
    const [total, ...segments] = all.get(group) ?? [];
    return segments.some(({ length }) => length > 0)
      ? [...(total ?? []), ...segments.flat()]
      : (own[index] ?? []);
  });
}

// The histories of fewer groups are read as soon as runs of theirs are looked for.
const MANY = 20;

/**
 * What is read of groups for what is known last on a day, of some indicators: of groups in which there is nothing to
 * divide by, no rate and no rival, the last statement.
 */
export async function lastParts(
  db: Database,
  groups: readonly Group[],
  indicators: readonly string[],
  on: string,
): Promise<readonly GroupPart[]> {
  if (groups.length < MANY) return groups;
  const last = await lastOfLoneRuns(db, groups, {
    isWanted: ({ indicatorCode, valueStatus }) =>
      indicators.includes(indicatorCode) && valueStatus === statusOf(indicatorCode),
    indicatorCode: PROTECTED,
    on,
  });
  return groups.map((group) =>
    last.has(group) ? { ...group, periodStart: last.get(group) ?? null } : group,
  );
}

/**
 * Coverages without the rates that claim that all workers are protected, where those of segments contradict them: in
 * one statement for all that have denominator, date and instant in common.
 */
export async function withoutFalseClaims(db: Database, coverages: readonly Coverage[]): Promise<Coverage[]> {
  const claims = coverages.filter(isFullClaim);
  const judged = await inParts(db, claims, async ({ denominatorCode, on, asOf, readAsOf }, part) => {
    const groups = part.flatMap(({ regionCode }) =>
      SEGMENTS.map((categoryCode) => ({ regionCode, categoryCode })),
    );
    const indicatorCodes = coverageIndicators(denominatorCode);
    const wanted = { indicatorCodes, on, asOf: readAsOf, currentOnly: false };
    const found = (await observationsByGroup(db, groups, wanted)).values();
    const judge = (claim: Coverage): Coverage => {
      const { regionCode } = claim;
      const shared = { regionCode, denominatorCode, asOf, on: claimedUntil(claim) };
      const segments = SEGMENTS.map((categoryCode) =>
        coverageOn({ ...shared, categoryCode }, found.next().value ?? []),
      );
      return withoutFalseClaim(claim, segments);
    };
    return mapInTurns(part, judge, signalOf(db));
  });
  const ofClaim = new Map(claims.map((claim, index) => [claim, judged[index] ?? claim]));
  return coverages.map((coverage) => ofClaim.get(coverage) ?? coverage);
}

/** Answers for each subject, found together for those that have denominator, date and instant in common. */
export async function inParts<S extends Shared, T>(
  db: Database,
  subjects: readonly S[],
  answer: (shared: ReadShared, part: readonly S[]) => Promise<readonly T[]>,
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
    const found = await asOfOrNow(db, shared.asOf, (readAsOf) => answer({ ...shared, readAsOf }, part));
    for (const [index, place] of places.entries()) answers[place] = found[index] as T;
  }
  return answers;
}
