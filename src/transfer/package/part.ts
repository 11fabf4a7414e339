import type { EntityMetadata } from "typeorm";
import { quoted } from "../../database/quoted.js";
import { allOf, anyOf, id, raw, run, sql, type Sql } from "../../database/statement.js";
import type { Connected } from "../../database/database.js";
import type { RowClass } from "../../graph/declare/table.js";
import { CohortStatement } from "../../modules/cohorts/cohort-statement.entity.js";
import { WorkerCohort } from "../../modules/cohorts/worker-cohort.entity.js";
import { Observation, NOT_SUPERSEDED } from "../../modules/observations/observation.entity.js";
import { Region } from "../../modules/regions/region.entity.js";
import type { PackageTable } from "../../package/package-table.js";
import { tableNamed, TABLES } from "./tables.js";
import { withinSql } from "../../modules/regions/region-code.rules.js";

/** A selection of rows to export; null does not narrow it. */
export interface Wanted {
  /** Only rows of these tables. */
  tables: readonly string[] | null;
  /** Only rows about this region and all below it; rows about no region are left out. */
  region: string | null;
  /** Of the observations, only those whose period ends on this day or later. */
  since: string | null;
  /** Whether rows of the past are in it too, with when they were learnt and dropped. */
  history?: boolean;
}

interface Reference {
  from: EntityMetadata;
  column: string;
  referredColumn: string;
}

const ALL = sql`1 = 1`;
const NONE = sql`1 = 0`;

/** A part of the graph: the selected rows and every row that they refer to, so that it can be loaded by itself. */
export class Part {
  /** Tables that may have rows in the part, each after those that it refers to. */
  readonly tables: readonly PackageTable[];
  readonly isWhole: boolean;
  readonly #metadata: ReadonlyMap<RowClass, EntityMetadata>;
  readonly #wantedEntities: ReadonlySet<RowClass>;
  #aliases = 0;

  constructor(
    db: Connected,
    readonly wanted: Wanted,
  ) {
    const tables = [...TABLES.values()];
    const entities = [...tables.map(({ entity }) => entity), WorkerCohort];
    this.#metadata = new Map(entities.map((entity) => [entity, db.getRepository(entity).metadata]));
    const chosen = wanted.tables === null ? tables : wanted.tables.map(tableNamed);
    this.#wantedEntities = new Set(chosen.map(({ entity }) => entity));
    this.isWhole = wanted.tables === null && !this.#narrowsRegion && wanted.since === null;
    const reached = this.#reached();
    this.tables = tables.filter(({ entity }) => reached.has(entity));
  }

  /** The SQL condition for a row of an entity to be in the part. */
  holds(entity: RowClass, alias: string): Sql {
    const base = this.#wantedOrReferred(entity, alias);
    const own = this.#references(entity).filter(({ from }) => from.target === entity);
    const [self] = own;
    if (!self || base === ALL) return base;
    // Everything that a row in the part refers to is in it too.
    const [found, wanted, referring, referred] = [this.#alias(), this.#alias(), this.#alias(), this.#alias()];
    const table = id(self.from.tableName);
    const of = (alias: string, column: string): Sql => raw(`${alias}.${quoted(column)}`);
    const key = self.referredColumn;
    const references = own.map(({ column }) => sql`${of(referred, key)} = ${of(referring, column)}`);
    return sql`${of(alias, key)} IN (WITH RECURSIVE ${raw(found)} (k) AS (
      SELECT ${of(wanted, key)} FROM ${table} ${raw(wanted)} WHERE ${this.#wantedOrReferred(entity, wanted)}
      UNION SELECT ${of(referred, key)} FROM ${raw(found)} JOIN ${table} ${raw(referring)} ON ${of(referring, key)} = ${raw(`${found}.k`)}
        JOIN ${table} ${raw(referred)} ON ${anyOf(references)}
    ) SELECT k FROM ${raw(found)})`;
  }

  #wantedOrReferred(entity: RowClass, alias: string): Sql {
    const wanted = this.#wants(entity, alias);
    if (wanted === ALL) return ALL;
    const referred = this.#references(entity)
      .filter(({ from }) => from.target !== entity)
      .map(({ from, column, referredColumn }) => {
        const other = this.#alias();
        const rows = sql`SELECT ${raw(`${other}.${quoted(column)}`)} FROM ${id(from.tableName)} ${raw(other)}`;
        return sql`${raw(`${alias}.${quoted(referredColumn)}`)} IN (${rows} WHERE ${this.holds(from.target as RowClass, other)})`;
      });
    return anyOf([wanted, ...referred].filter((condition) => condition !== NONE));
  }

  #wants(entity: RowClass, alias: string): Sql {
    if (!this.#wantedEntities.has(entity)) return NONE;
    const about = this.#narrowsRegion ? this.#about(entity, alias) : ALL;
    if (entity !== Observation) return about;
    const { since, history = false } = this.wanted;
    const current = history ? ALL : sql`${raw(alias)}.superseded_at = ${NOT_SUPERSEDED}`;
    const late = since === null ? ALL : sql`${raw(alias)}.period_end >= ${since}`;
    return allOf([about, current, late].filter((condition) => condition !== ALL));
  }

  // The condition for a row to be about the region, or about one below it.
  #about(entity: RowClass, alias: string): Sql {
    const region = this.wanted.region ?? "";
    const within = (column: string): Sql => withinSql(raw(column), region);
    if (entity === Region) return within(`${alias}.code`);
    if (entity === CohortStatement) {
      const cohort = this.#alias();
      return sql`${raw(alias)}.cohort_slug IN (SELECT ${raw(cohort)}.slug FROM worker_cohorts ${raw(cohort)} WHERE ${within(`${cohort}.region_code`)})`;
    }
    const hasRegion = this.#metadata
      .get(entity)
      ?.columns.some(({ propertyName }) => propertyName === "regionCode");
    return hasRegion ? within(`${alias}.region_code`) : NONE;
  }

  get #narrowsRegion(): boolean {
    return this.wanted.region !== null && this.wanted.region !== "ID";
  }

  /** The foreign keys of all tables that refer to an entity, its own among them. */
  #references(entity: RowClass): Reference[] {
    return [...this.#metadata.values()].flatMap((from) =>
      from.foreignKeys
        .filter(({ referencedEntityMetadata: { target } }) => target === entity)
        .map(({ columnNames: [column = ""], referencedColumnNames: [referredColumn = ""] }) => ({
          from,
          column,
          referredColumn,
        })),
    );
  }

  #reached(): Set<unknown> {
    const reached = new Set<unknown>(this.#wantedEntities);
    // Iterating over a set includes members that are added during the iteration.
    for (const entity of reached) {
      for (const { referencedEntityMetadata } of this.#metadata.get(entity as RowClass)?.foreignKeys ?? [])
        reached.add(referencedEntityMetadata.target);
    }
    return reached;
  }

  #alias(): string {
    this.#aliases += 1;
    return `x${this.#aliases}`;
  }
}

/** The part that a selection describes. Throws an Error when no region has its code. */
export async function openPart(db: Connected, wanted: Wanted): Promise<Part> {
  if (wanted.region !== null) {
    const rows = await run(
      db,
      "export.findRegion",
      sql`SELECT 1 FROM regions t WHERE t.code = ${wanted.region}`,
    );
    if (rows.length === 0) throw new Error(`No region has the code "${wanted.region}".`);
  }
  return new Part(db, wanted);
}
