import type { EntityManager } from "typeorm";
import { oneOf, raw, run, sql, type RawRow } from "../../database/statement.js";
import { ofLoad, type Load, type TableWriter, type Waiting } from "../../package/table-writer.js";
import { Embargo } from "./embargo.js";
import { Observation, NOT_SUPERSEDED } from "./observation.entity.js";
import { dateBack, writePast } from "./past-statements.js";
import { batches, insertRows, type Changes, type Values } from "../../database/write-rows.js";

// What a statement says; when any of it differs, the new statement supersedes the old one.
const CONTENT = ["value", "lowerBound", "upperBound", "qualifier", "unit", "note"] as const;

const KEYS_AT_ONCE = 20_000;

/** Records statements; what they supersede stays in history. What is under embargo waits in a table of its own. */
export class ObservationWriter implements TableWriter {
  #sources: ReadonlySet<string> | undefined;
  readonly #embargo: Embargo;

  /** `update` sets what follows from stored data in the values of a statement that was withheld. */
  constructor(
    readonly load: Load,
    readonly update: (values: Values) => void,
  ) {
    this.#embargo = new Embargo(load);
  }

  keyOf({ slug }: Values): string {
    return slug as string;
  }

  /**
   * Records at most BATCH statements. One that stands already is left alone, as is, unless `takeOver`, one that another
   * dataset brought; one that says something else than before supersedes the earlier statement.
   */
  async write(given: readonly Values[]): Promise<Changes> {
    const past = given.filter((row) => this.#isPast(row));
    if (past.length > 0) {
      const [changes, present] = [
        await writePast(this.load.manager, past),
        given.filter((row) => !this.#isPast(row)),
      ];
      const { inserted, changed } =
        present.length === 0 ? { inserted: [], changed: [] } : await this.write(present);
      return { inserted: [...inserted, ...changes.inserted], changed };
    }
    const rows = await this.#embargo.withhold(given);
    const { inserted: fresh, changed } = await this.compare(rows);
    await supersede(
      this.load.manager,
      changed.map(({ slug }) => slug as string),
      this.load.now,
    );
    const stated = changed.length === 0 ? fresh : [...changed, ...fresh];
    const isFresh = new Set(fresh);
    const asBefore = this.load.history
      ? rows.filter(
          (row) => typeof row.recordedAt === "string" && !isFresh.has(row) && !changed.includes(row),
        )
      : [];
    const dated = await dateBack(this.load.manager, asBefore);
    for (const row of stated) {
      const known = this.load.history && isFresh.has(row) ? row.recordedAt : null;
      row.recordedAt = known ?? this.load.now;
      row.recordedUntil = NOT_SUPERSEDED;
      row.superseded = false;
      row.rivalSet = null;
      row.rank = 1;
      row.preferred = true;
    }
    await insertRows(this.load.manager, Observation, stated);
    return { inserted: fresh, changed: [...changed, ...dated] };
  }

  /** Which statements are new, and which say something else than what is recorded. */
  async compare(rows: readonly Values[]): Promise<Changes> {
    const recorded = await this.#recorded(rows);
    const inserted = rows.filter(({ slug }) => !recorded.has(slug as string));
    const changed = rows.filter((row) => {
      const known = recorded.get(row.slug as string);
      if (!known || !(this.load.takeOver || known.dataset === row.dataset)) return false;
      return CONTENT.some((property) => known[property] !== row[property]);
    });
    const before = changed.map(({ slug }) => recorded.get(slug as string) ?? {});
    return { inserted, changed, before };
  }

  #isPast({ recordedUntil }: Values): boolean {
    return this.load.history === true && typeof recordedUntil === "string";
  }

  async waiting(): Promise<Waiting> {
    return { count: await this.#embargo.count(), releasedOn: this.#embargo.releasedOn };
  }

  /** Records at most BATCH statements of the dataset whose day has come; null when there are none. */
  async release(): Promise<Changes | null> {
    const rows = await this.#embargo.due();
    if (rows.length === 0) return null;
    rows.forEach(this.update);
    return this.write(rows);
  }

  /** Supersedes the statements of the dataset, or of sources, that are not kept, and answers with them. */
  async removeVanished(
    isKept: (slug: string) => boolean,
    sources?: readonly string[],
  ): Promise<readonly Values[]> {
    await this.#embargo.removeVanished(isKept, sources);
    const { manager, now } = this.load;
    const vanished: RawRow[] = [];
    // A million keys at once would take as much memory as all the rest of a load.
    for (let last = 0, more = true; more;) {
      const rows = await run(
        manager,
        "observations.listNotSuperseded",
        sql`SELECT t.id AS \`id\`, t.slug AS \`slug\`, t.region_code AS \`regionCode\`, t.indicator_code AS \`indicatorCode\`,
            t.category_code AS \`categoryCode\`
          FROM observations t WHERE ${ofLoad(this.load, sources)} AND t.superseded_at = ${NOT_SUPERSEDED} AND t.id > ${last}
          ORDER BY t.id LIMIT ${raw(String(KEYS_AT_ONCE))}`,
      );
      for (const row of rows) if (!isKept(row.slug as string)) vanished.push(row);
      last = Number(rows.at(-1)?.id ?? last);
      more = rows.length === KEYS_AT_ONCE;
    }
    await supersede(
      manager,
      vanished.map(({ slug }) => slug as string),
      now,
    );
    return vanished;
  }

  // Statements of a source that has stated nothing yet need not be looked up.
  async #recorded(rows: readonly Values[]): Promise<Map<string, RawRow>> {
    this.#sources ??= new Set(
      (
        await run<{ source: string }>(
          this.load.manager,
          "observations.statingSources",
          sql`SELECT DISTINCT t.source_slug AS \`source\` FROM observations t`,
        )
      ).map(({ source }) => source),
    );
    const sources = this.#sources;
    const slugs = rows
      .filter(({ sourceSlug }) => sources.has(sourceSlug as string))
      .map(({ slug }) => slug as string);
    if (slugs.length === 0) return new Map();
    const found = await run(
      this.load.manager,
      "observations.notSuperseded",
      sql`SELECT t.slug AS \`slug\`, t.dataset AS \`dataset\`, t.value AS \`value\`, t.lower_bound AS \`lowerBound\`,
          t.upper_bound AS \`upperBound\`, t.qualifier AS \`qualifier\`, t.unit AS \`unit\`, t.note AS \`note\`
        FROM observations t WHERE ${oneOf(sql`t.slug`, slugs)} AND t.superseded_at = ${NOT_SUPERSEDED}`,
    );
    return new Map(found.map((row) => [row.slug as string, row]));
  }
}

async function supersede(manager: EntityManager, slugs: readonly string[], now: string): Promise<void> {
  for (const some of batches(slugs)) {
    await run(
      manager,
      "observations.supersede",
      sql`UPDATE observations SET superseded_at = ${now}, superseded = 1, rival_set = NULL, \`current\` = 0
        WHERE ${oneOf(sql`slug`, some)} AND superseded_at = ${NOT_SUPERSEDED}`,
    );
  }
}
