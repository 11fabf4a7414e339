import { today } from "../../time/today.js";
import { ALWAYS, oneOf, run, runPlain, sql, type Database } from "../../database/statement.js";
import { BATCH, batches, insertRows, type Values } from "../../database/write-rows.js";
import type { Load } from "../../package/table-writer.js";
import { EmbargoedObservation } from "./embargoed-observation.entity.js";
import { NOT_SUPERSEDED, type Observation } from "./observation.entity.js";

const SHOWN = [
  "slug",
  "regionCode",
  "categoryCode",
  "indicatorCode",
  "periodStart",
  "periodEnd",
  "periodPrecision",
  "value",
  "qualifier",
  "valueStatus",
  "unit",
  "sourceSlug",
  "releasedOn",
] as const;

/** Statements that a load withholds until the day of their release, in a table of their own. */
export class Embargo {
  /** The latest day among the statements given whose day had come; null when there were none. */
  releasedOn: string | null = null;
  #isEmpty: boolean | undefined;

  constructor(readonly load: Load) {}

  /** Takes the statements among rows that are not to be known yet out of them, and returns all others. */
  async withhold(rows: readonly Values[]): Promise<readonly Values[]> {
    const day = today();
    const isDue = ({ releasedOn }: Values): boolean => typeof releasedOn !== "string" || releasedOn <= day;
    const due = rows.filter(isDue);
    for (const { releasedOn } of due)
      if (typeof releasedOn === "string" && releasedOn > (this.releasedOn ?? ""))
        this.releasedOn = releasedOn;
    this.#isEmpty ??= !(await this.#holdsAny());
    if (this.#isEmpty && due.length === rows.length) return rows;
    await this.#forget(
      due.map(({ slug }) => slug as string),
      this.load.takeOver,
    );
    const embargoed = await this.#own(rows.filter((row) => !isDue(row)));
    await this.#forget(
      embargoed.map(({ slug }) => slug as string),
      true,
    );
    await insertRows(
      this.load.manager,
      EmbargoedObservation,
      embargoed.map((row) => ({
        ...Object.fromEntries(SHOWN.map((property) => [property, row[property]])),
        // When it was brought, so that this can be taken back.
        statement: { ...row, recordedAt: this.load.now },
        datasetName: row.dataset,
      })),
    );
    this.#isEmpty &&= embargoed.length === 0;
    return due;
  }

  /** How many statements of the load's dataset nobody knows in any version. */
  async count(): Promise<number> {
    const [[count] = [0]] = await runPlain(
      this.load.manager,
      "embargo.count",
      sql`SELECT COUNT(*) FROM embargoed_observations t WHERE t.dataset_name = ${this.load.context.dataset}
        AND NOT EXISTS (SELECT 1 FROM observations o WHERE o.slug = t.slug AND o.superseded_at = ${NOT_SUPERSEDED})`,
    );
    return Number(count);
  }

  /** Forgets the statements of the load's dataset, or of sources, that are not kept. */
  async removeVanished(isKept: (slug: string) => boolean, sources?: readonly string[]): Promise<void> {
    const { dataset } = this.load.context;
    const of = sources ? oneOf(sql`t.source_slug`, sources) : sql`t.dataset_name = ${dataset}`;
    const rows = await run<{ slug: string }>(
      this.load.manager,
      "embargo.list",
      sql`SELECT t.slug AS \`slug\` FROM embargoed_observations t WHERE ${of}`,
    );
    await this.#forget(
      rows.map(({ slug }) => slug).filter((slug) => !isKept(slug)),
      sources !== undefined,
    );
  }

  /** At most BATCH statements of the load's dataset whose day has come; none when there are no more. */
  async due(): Promise<Values[]> {
    const rows = await run<{ statement: string }>(
      this.load.manager,
      "embargo.due",
      sql`SELECT t.statement AS \`statement\` FROM embargoed_observations t
        WHERE t.released_on <= ${today()} AND t.dataset_name = ${this.load.context.dataset} ORDER BY t.slug LIMIT ${BATCH}`,
    );
    return rows.map(({ statement }) => JSON.parse(statement) as Values);
  }

  async #holdsAny(): Promise<boolean> {
    const found = await runPlain(
      this.load.manager,
      "embargo.any",
      sql`SELECT 1 FROM embargoed_observations t LIMIT 1`,
    );
    return found.length > 0;
  }

  // As with what is published, a dataset leaves alone what another one brought, unless it is to take over.
  async #own(rows: readonly Values[]): Promise<Values[]> {
    if (rows.length === 0 || this.load.takeOver) return [...rows];
    const slugs = rows.map(({ slug }) => slug as string);
    const others = await run<{ slug: string }>(
      this.load.manager,
      "embargo.ofOthers",
      sql`SELECT t.slug AS \`slug\` FROM embargoed_observations t
        WHERE ${oneOf(sql`t.slug`, slugs)} AND t.dataset_name <> ${this.load.context.dataset}`,
    );
    const foreign = new Set(others.map(({ slug }) => slug));
    return rows.filter(({ slug }) => !foreign.has(slug as string));
  }

  async #forget(slugs: readonly string[], ofAny: boolean): Promise<void> {
    const own = ofAny ? ALWAYS : sql`dataset_name = ${this.load.context.dataset}`;
    for (const some of batches(slugs))
      await run(
        this.load.manager,
        "embargo.forget",
        sql`DELETE FROM embargoed_observations WHERE ${oneOf(sql`slug`, some)} AND ${own}`,
      );
  }
}

/** All withheld statements, as the observations that they will be, in batches. */
export async function* withheldObservations(db: Database): AsyncGenerator<Observation[]> {
  for (let last = "", more = true; more;) {
    const rows = await run<{ slug: string; statement: string }>(
      db,
      "embargo.listAll",
      sql`SELECT t.slug AS \`slug\`, t.statement AS \`statement\` FROM embargoed_observations t
        WHERE t.slug > ${last} ORDER BY t.slug LIMIT ${BATCH}`,
    );
    yield rows.map(({ statement }) => JSON.parse(statement) as Observation);
    last = rows.at(-1)?.slug ?? "";
    more = rows.length === BATCH;
  }
}

/** The datasets that have withheld statements whose day has come. */
export async function datasetsDue(db: Database): Promise<string[]> {
  const rows = await runPlain(
    db,
    "embargo.datasetsDue",
    sql`SELECT DISTINCT t.dataset_name FROM embargoed_observations t WHERE t.released_on <= ${today()}`,
  );
  return rows.map(([name]) => String(name));
}
