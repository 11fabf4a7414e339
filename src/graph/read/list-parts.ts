import type { Viewer } from "../../access/viewer.js";
import { partsOf } from "../declare/filter.js";
import { compiledFilter, type CompiledFilter } from "../declare/filter-sql.js";
import type { SmallTables } from "../declare/small-tables.js";
import { allOf, byIndex, raw, sql, type Database, type Sql, type Stored } from "../../database/statement.js";
import type { Table } from "../declare/table.js";

/** One of the conditions on the rows of a list, all of which must hold. */
interface ListPart extends CompiledFilter {
  /** The property of which it lets in ranges of values alone, which an index that begins with it leads to. */
  bounded: string | null;
  /** Whether rows are read to tell whether it holds. */
  isLookUp: boolean;
  /** Whether it follows from another. */
  isImplied: boolean;
}

const LOOK_UP = /\bSELECT\b/;

/** The conditions on the rows of a list by what they read: an index or a tally may tell some of them. */
export class ListParts {
  readonly isPast: boolean;
  readonly #parts: readonly ListPart[];

  constructor(
    readonly db: Database,
    readonly table: Table,
    { filter, asOf }: { filter: object | null; asOf: string | null },
    viewer: Viewer,
    small: SmallTables | null,
  ) {
    const { entity, history } = table.declaration;
    this.isPast = asOf !== null;
    const ofFilter = partsOf(entity, filter ?? {}).map(({ filter: part, bounded, isImplied }): ListPart => {
      const compiled = compiledFilter(db, entity, "t", part, viewer, small);
      const isLookUp = LOOK_UP.test(compiled.condition.sql);
      const [property = null, ...others] = compiled.properties;
      const isTold = property !== null && others.length === 0 && compiled.told.has(property);
      return { ...compiled, bounded: isLookUp ? null : isTold ? property : bounded, isLookUp, isImplied };
    });
    if (asOf === null || !history) {
      this.#parts = ofFilter;
      return;
    }
    const condition = sql`${table.column("t", history.from)} <= ${asOf}`;
    const properties = new Set([history.from]);
    const known = { isLookUp: false, isImplied: false };
    const ofPast = { condition, properties, told: properties, bounded: history.from, ...known };
    this.#parts = [...ofFilter, ofPast];
  }

  /** The conditions that read these properties alone. */
  about(properties: readonly string[], withLookUps = false): Sql[] {
    return this.#parts
      .filter((part) => (withLookUps || !part.isLookUp) && isWithin(part.properties, properties))
      .map(({ condition }) => condition);
  }

  /** Whether no condition reads anything else, but for those that follow from others. */
  areAllAbout(properties: readonly string[]): boolean {
    return this.#parts.every(
      (part) => part.isImplied || (!part.isLookUp && isWithin(part.properties, properties)),
    );
  }

  /** Whether other rows are read to tell which rows are in the list. */
  get hasLookUps(): boolean {
    return this.#parts.some(({ isLookUp }) => isLookUp);
  }

  /** The properties of which the list has ranges of values, and an index leads to the rows in these. */
  get bounded(): readonly string[] {
    const properties = new Set(this.#parts.flatMap(({ bounded }) => bounded ?? []));
    return [...properties].filter((property) => this.table.indexesFrom(property).length > 0);
  }

  /**
   * Values by which `countOf` knows to how many rows an index leads by a bounded property: their number, where tallies tell it;
   * else for each of `levels` whether there are more.
   */
  countBy(property: string, levels: readonly number[]): Sql[] {
    const parts = this.#parts.filter(({ bounded }) => bounded === property);
    const condition = allOf(parts.map((part) => part.condition));
    const tally = this.#tallyOf(property);
    if (tally) return [sql`(SELECT ${tally.sum} FROM ${tally.name} t WHERE ${condition})`];
    const [index = ""] = this.table.indexesFrom(property);
    return levels.map(
      (level) => sql`(SELECT 1 FROM ${this.table.name} t ${byIndex(this.db, index)}
        WHERE ${condition} LIMIT 1 OFFSET ${raw(String(level))})`,
    );
  }

  /** The number of rows by the values that were first selected, or the least level that it does not exceed; takes these values. */
  countOf(property: string, levels: readonly number[], values: Stored[]): number {
    if (this.#tallyOf(property)) return Number(values.shift());
    const areMore = values.splice(0, levels.length);
    return levels.find((_level, place) => areMore[place] === null) ?? Infinity;
  }

  // Tallies are of now.
  #tallyOf(property: string): ReturnType<Table["tallyOf"]> {
    return this.isPast ? null : this.table.tallyOf([property]);
  }
}

const isWithin = (some: ReadonlySet<string>, all: readonly string[]): boolean =>
  [...some].every((property) => all.includes(property));
