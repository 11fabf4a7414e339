import type { EntityManager } from "typeorm";
import { compare, groupBy } from "../../collections.js";
import { oneOf, run, sql } from "../../database/statement.js";
import { batches, insertRows } from "../../database/write-rows.js";
import { ConflictStatement } from "./conflict-statement.entity.js";
import { Conflict } from "./conflict.entity.js";
import { NOT_SUPERSEDED } from "./observation.entity.js";
import { ofAnyCategory, within, type StoredRival } from "./rival.queries.js";
import type { Disagreement } from "./rivals.js";
import type { Series } from "./series.changes.js";

/** What a conflict says; when any of it differs, it is another one. */
const CONTENT = [
  "slug",
  "regionCode",
  "indicatorCode",
  "categoryCode",
  "periodStart",
  "periodEnd",
  "periodPrecision",
  "context",
  "kind",
  "rule",
  "resolved",
  "spread",
  "relativeSpread",
  "preferredSlug",
] as const;

type Content = Pick<Conflict, (typeof CONTENT)[number]>;

/** A conflict that was found, with the ids of its statements. */
export interface FoundConflict extends Content {
  statements: readonly number[];
}

/** The row of a disagreement under a key, in the series of its first statement; `context` are the indicators that are. */
export function conflictOf(
  slug: string,
  disagreement: Disagreement,
  context: ReadonlySet<string>,
): FoundConflict {
  const { period, kind, rule, resolved, spread, relativeSpread, preferredSlug } = disagreement;
  const members = disagreement.members as readonly StoredRival[];
  const [first] = members;
  if (!first) throw new Error(`The conflict ${slug} has no statements`);
  const { regionCode, indicatorCode, categoryCode } = first;
  return {
    slug,
    regionCode,
    indicatorCode,
    categoryCode,
    periodStart: period.start,
    periodEnd: period.end,
    periodPrecision: period.precision,
    context: context.has(indicatorCode),
    kind,
    rule,
    resolved,
    spread,
    relativeSpread,
    preferredSlug,
    statements: members.map(({ id }) => id),
  };
}

/** Records conflicts: those that are the same stay, those that are no longer found end, and new ones begin. */
export class ConflictRecorder {
  readonly #fresh: FoundConflict[] = [];

  constructor(
    readonly manager: EntityManager,
    readonly now: string,
  ) {}

  /** Compares what was found in some series with what is recorded of them. */
  async compare(series: readonly Series[], found: readonly FoundConflict[]): Promise<void> {
    const recorded = await this.#recorded(series);
    const unchanged = new Set<string>();
    const ended: number[] = [];
    const wanted = new Map(found.map((conflict) => [conflict.slug, textOf(conflict)]));
    for (const { id, ...conflict } of recorded) {
      if (wanted.get(conflict.slug) === textOf(conflict)) unchanged.add(conflict.slug);
      else ended.push(id);
    }
    await this.#end(ended);
    for (const conflict of found) if (!unchanged.has(conflict.slug)) this.#fresh.push(conflict);
  }

  /** Writes what is new, in an order that does not depend on that of the statements. */
  async write(): Promise<void> {
    if (this.#fresh.length === 0) return;
    const [last] = await run<{ id: number | null }>(
      this.manager,
      "observations.lastConflict",
      sql`SELECT MAX(t.id) AS \`id\` FROM conflicts t`,
    );
    const first = (last?.id ?? 0) + 1;
    const inOrder = this.#fresh
      .sort(byPlace)
      .map((conflict, index) => ({ ...conflict, rowId: first + index }));
    await insertRows(
      this.manager,
      Conflict,
      inOrder.map((conflict) => ({ ...conflict, recordedAt: this.now, recordedUntil: NOT_SUPERSEDED })),
    );
    const members = inOrder.flatMap(({ rowId, statements }) =>
      statements.map((observationId, index) => ({ conflictId: rowId, place: index + 1, observationId })),
    );
    await insertRows(this.manager, ConflictStatement, members);
  }

  async #recorded(series: readonly Series[]): Promise<(FoundConflict & { id: number })[]> {
    const found = await run<
      Omit<Content, "resolved" | "context"> & { id: number; resolved: number; context: number }
    >(
      this.manager,
      "observations.listConflicts",
      sql`SELECT t.id AS \`id\`, t.slug AS \`slug\`, t.region_code AS \`regionCode\`,
          t.indicator_code AS \`indicatorCode\`, t.category_code AS \`categoryCode\`,
          t.period_start AS \`periodStart\`, t.period_end AS \`periodEnd\`,
          t.period_precision AS \`periodPrecision\`, t.context AS \`context\`, t.kind AS \`kind\`, t.rule AS \`rule\`,
          t.resolved AS \`resolved\`, t.spread AS \`spread\`, t.relative_spread AS \`relativeSpread\`,
          t.preferred_slug AS \`preferredSlug\`
        FROM conflicts t WHERE ${ofAnyCategory("t", series)} AND t.superseded_at = ${NOT_SUPERSEDED}`,
    );
    const rows = within(series, found);
    const members = new Map<number, number[]>();
    for (const some of batches(rows.map(({ id }) => id))) {
      const shown = await run<{ conflict: number; observation: number }>(
        this.manager,
        "observations.listConflictStatements",
        sql`SELECT m.conflict_id AS \`conflict\`, m.observation_id AS \`observation\` FROM conflict_statements m
          WHERE ${oneOf(sql`m.conflict_id`, some)} ORDER BY m.conflict_id, m.place`,
      );
      for (const [conflict, of] of groupBy(shown, (one) => one.conflict))
        members.set(
          conflict,
          of.map(({ observation }) => observation),
        );
    }
    return rows.map((row) => ({
      ...row,
      resolved: row.resolved === 1,
      context: row.context === 1,
      statements: members.get(row.id) ?? [],
    }));
  }

  async #end(ids: readonly number[]): Promise<void> {
    for (const some of batches(ids))
      await run(
        this.manager,
        "observations.endConflicts",
        sql`UPDATE conflicts SET superseded_at = ${this.now} WHERE ${oneOf(sql`id`, some)}`,
      );
  }
}

const textOf = (conflict: FoundConflict): string =>
  JSON.stringify([...CONTENT.map((property) => conflict[property]), conflict.statements]);

const byPlace = (one: FoundConflict, other: FoundConflict): number =>
  compare(one.regionCode, other.regionCode) ||
  compare(one.indicatorCode, other.indicatorCode) ||
  compare(one.slug, other.slug);
