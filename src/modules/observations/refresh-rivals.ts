import type { EntityManager } from "typeorm";
import { groupBy } from "../../collections.js";
import { oneOf, run, sql, type Sql } from "../../database/statement.js";
import { batches } from "../../database/write-rows.js";
import type { ChangeSet, Refresh } from "../../package/change-set.js";
import { digest } from "../../package/digest.js";
import { CHANGED_SOURCES } from "../sources/source.package.js";
import { isContested } from "./contested.js";
import type { IndicatorKind } from "./indicator-kind.rules.js";
import { CHANGED_INDICATORS } from "./indicator.package.js";
import { contradictableAcross, disagreementAcross } from "./across-statements.js";
import { SEGMENTS } from "./full-rates.rules.js";
import { contradictable, partsBeside } from "./own-parts-at-a-glance.js";
import { ownDisagreements, StatedDenominators } from "./own-parts.js";
import { RateParts } from "./rate-parts.rules.js";
import { ConflictRecorder, conflictOf, type FoundConflict } from "./refresh-conflicts.js";
import { byRivalSeries } from "./rival.js";
import {
  anyRivals,
  forgetRivals,
  glanceAt,
  listRivals,
  listTraits,
  markRivals,
  setDenominatorStated,
  type Glance,
  type Mark,
  type StoredRival,
} from "./rival.queries.js";
import { beyondSets, rivalSets, undecidable } from "./rivals.js";
import { CHANGED_SERIES, type Series, type SeriesSet } from "./series.changes.js";

// Of a monthly series some hundreds of statements are held at once.
const SERIES_AT_ONCE = 100;

/**
 * Finds the rivals in all changed series anew, marks the preferred statement of each set, and records where statements
 * disagree, with their rivals or with what their own source states beside.
 */
async function refreshRivals(manager: EntityManager, changes: ChangeSet): Promise<void> {
  const changed = changes.of(CHANGED_SERIES);
  await addDependent(manager, changes, changed);
  const traits = await listTraits(manager);
  const kinds = new Map(traits.map(({ code, kind }) => [code, kind]));
  const parts = new RateParts(traits);
  const context = new Set(traits.filter((indicator) => indicator.context).map(({ code }) => code));
  await addBeside(manager, changed, parts);
  const recorder = new ConflictRecorder(manager, changes.at);
  const hasRivals = await anyRivals(manager);
  for (const series of batchesByRegion(changed)) {
    if (hasRivals) await forgetRivals(manager, series);
    const found = await refreshSome(manager, series, { kinds, parts, context });
    await recorder.compare(series, found);
  }
  await recorder.write();
}

const WITHOUT_STATEMENTS = sql`NOT EXISTS (SELECT 1 FROM observations o
  WHERE o.region_code = conflicts.region_code AND o.indicator_code = conflicts.indicator_code)`;

/** Sets of rivals, the preferred statement of each, and conflicts. */
export const rivalsRefresh: Refresh = {
  // All others end or stay when their series are refreshed.
  forget: [
    sql`DELETE FROM conflict_statements WHERE conflict_id IN (SELECT conflicts.id FROM conflicts WHERE ${WITHOUT_STATEMENTS})`,
    sql`DELETE FROM conflicts WHERE ${WITHOUT_STATEMENTS}`,
  ],
  run: refreshRivals,
};

// All changed series of a region at once, since they may contradict each other.
function* batchesByRegion(changed: Iterable<Series>): Generator<Series[]> {
  let some: Series[] = [];
  for (const series of changed) {
    if (some.length >= SERIES_AT_ONCE && some.at(-1)?.regionCode !== series.regionCode) {
      yield some;
      some = [];
    }
    some.push(series);
  }
  if (some.length > 0) yield some;
}

interface Traits {
  kinds: ReadonlyMap<string, IndicatorKind>;
  parts: RateParts;
  context: ReadonlySet<string>;
}

async function refreshSome(
  manager: EntityManager,
  series: readonly Series[],
  { kinds, parts, context }: Traits,
): Promise<FoundConflict[]> {
  const own = await glanceAt(manager, series);
  const beside = [...own, ...(await glanceAt(manager, partsBeside(own, series, parts)))];
  await refreshStated(manager, own, beside, parts);
  const contested = byRivalSeries(own).filter((statements) =>
    isContested(statements, kinds.get(statements[0]?.indicatorCode ?? "") ?? "STOCK"),
  );
  const contradicted = contradictable(own, beside, parts);
  const across = contradictableAcross(own, beside, parts);
  const wanted = new Set([...contested, ...contradicted, ...across].flat().map(({ id }) => id));
  const rivals = new Map((await listRivals(manager, [...wanted])).map((rival) => [rival.id, rival]));
  const closely = (statements: readonly Glance[]): StoredRival[] =>
    statements.flatMap(({ id }) => rivals.get(id) ?? []);
  const found = await refreshContested(manager, contested.map(closely), context);
  const isOwn = new Set(own.map(({ id }) => id));
  for (const { slug, disagreement } of contradicted.flatMap((some) =>
    ownDisagreements(closely(some), parts),
  )) {
    const conflict = conflictOf(slug, disagreement, context);
    if (isOwn.has(conflict.statements[0] ?? 0)) found.push(conflict);
  }
  for (const group of across) {
    const disagreement = disagreementAcross(closely(group), parts);
    if (disagreement) found.push(conflictOf(disagreement.slug, disagreement.disagreement, context));
  }
  return found;
}

async function refreshContested(
  manager: EntityManager,
  contested: readonly StoredRival[][],
  context: ReadonlySet<string>,
): Promise<FoundConflict[]> {
  const marks: Mark[] = [];
  const found: FoundConflict[] = [];
  for (const statements of contested) {
    for (const { members, outcomes, conflict } of rivalSets(statements)) {
      const rivalSet = digest(members.map(({ slug }) => slug).sort());
      for (const [index, { rank, preferred }] of outcomes.entries())
        marks.push({ id: (members[index] as StoredRival).id, rivalSet, rank, preferred });
      if (conflict) found.push(conflictOf(rivalSet, conflict, context));
    }
    for (const conflict of [...beyondSets(statements), ...undecidable(statements)]) {
      const slugs = conflict.members.map(({ slug }) => slug).sort();
      found.push(conflictOf(digest([conflict.kind, ...slugs]), conflict, context));
    }
  }
  await markRivals(manager, marks);
  return found;
}

async function refreshStated(
  manager: EntityManager,
  own: readonly Glance[],
  beside: readonly Glance[],
  parts: RateParts,
): Promise<void> {
  const rates = own.filter(({ indicatorCode }) => parts.isRate(indicatorCode));
  if (rates.length === 0) return;
  const stated = new StatedDenominators(beside);
  const changed = rates.filter((rate) => rate.denominatorStated !== Number(stated.isStated(rate)));
  for (const [isStated, same] of groupBy(changed, (rate) => stated.isStated(rate)))
    await setDenominatorStated(
      manager,
      same.map(({ id }) => id),
      isStated,
    );
}

// Which statement is preferred also depends on its source and its indicator.
async function addDependent(manager: EntityManager, changes: ChangeSet, series: SeriesSet): Promise<void> {
  const dependent: [Sql, ReadonlySet<string>][] = [
    [sql`t.source_slug`, changes.of(CHANGED_SOURCES)],
    [sql`t.indicator_code`, changes.of(CHANGED_INDICATORS)],
  ];
  for (const [column, keys] of dependent)
    for (const some of batches([...keys]))
      for (const one of await listSeries(manager, oneOf(column, some))) series.add(one);
}

// Rates and parts of populations are held against what changes beside them.
async function addBeside(manager: EntityManager, changed: SeriesSet, parts: RateParts): Promise<void> {
  const categories = groupBy(changed, ({ regionCode }) => regionCode);
  const dependent = oneOf(sql`t.indicator_code`, parts.dependent);
  for (const regions of batches([...categories.keys()])) {
    const found = await listSeries(manager, sql`${oneOf(sql`t.region_code`, regions)} AND ${dependent}`);
    for (const one of found)
      if (categories.get(one.regionCode)?.some(({ categoryCode }) => isBeside(categoryCode, one)))
        changed.add(one);
  }
}

// What is said of all workers also depends on what is said of their segments.
const isBeside = (changed: string | null, { categoryCode }: Series): boolean =>
  changed === categoryCode || (categoryCode === null && SEGMENTS.includes(changed ?? ""));

const listSeries = (manager: EntityManager, condition: Sql): Promise<Series[]> =>
  run<Series>(
    manager,
    "observations.listDependent",
    sql`SELECT DISTINCT t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`,
        t.category_code AS \`categoryCode\` FROM observations t WHERE ${condition}`,
  );
