import type { Viewer } from "../../access/viewer.js";
import { Attached } from "../../collections.js";
import type { RelationPlan, RowPlan } from "../plan/plan.js";
import type { MaterializedBy, Relation } from "../declare/relation-type.js";
import { join, raw, sql, allOf, type Database, type Sql, type Stored } from "../../database/statement.js";
import { mapInTurns } from "../../time/turn.js";
import { tableIn, type RowClass, type Table } from "../declare/table.js";
import type { Signal } from "../../time/signal.js";

/** The property of a row with its prefetched relations, by response key. */
export const PREFETCHED = Symbol("prefetched");

/** A row that may have prefetched relations. */
export interface PrefetchedRow {
  [PREFETCHED]?: Record<string, unknown>;
}

// Joins repeat the columns of a row that several rows lead to. Deeper relations take a separate statement, which reads
// each row once.
const MAX_JOIN_DEPTH = 2;
const MAX_JOINS = 12;

/** One table of a statement, with its selected columns and the tables that are joined to it. */
export interface Part {
  table: Table;
  plan: RowPlan;
  /** Response keys from the statement's rows to the rows of this part. */
  path: readonly string[];
  columns: { property: string; decode: ReturnType<Table["decoder"]> }[];
  /** Index of its first value in a row of the result. */
  start: number;
  /** Index of the value that determines the type; null when the table has one type. */
  typeAt: number | null;
  /** Index of the primary key. */
  keyAt: number;
  joined: { relation: RelationPlan; part: Part }[];
}

/** Rows of one plan, and the relations that are still to be read for them. */
export interface PlannedRows {
  rows: readonly PrefetchedRow[];
  /** Response keys from the statement's rows to these. */
  path: readonly string[];
  /** The relations that were not joined. */
  missing: readonly RelationPlan[];
}

/** The columns and joins that a statement selects by a plan, and the conversion of its results to instances. */
export class Projection {
  readonly columns: Sql;
  readonly joins: Sql;
  readonly root: Part;
  readonly #joins: Sql[] = [];
  #width: number;

  /** In the statement, `table` has the alias `t`, and `leading` other columns precede those of the projection. */
  constructor(
    db: Database,
    readonly viewer: Viewer,
    table: Table,
    plan: RowPlan,
    { extra = [], leading = 0 }: { extra?: readonly string[]; leading?: number },
  ) {
    this.#width = leading;
    const selected: string[] = [];
    this.root = this.#part(db, table, "t", plan, extra, selected, []);
    this.columns = raw(selected.join(", "));
    this.joins = join([sql``, ...this.#joins], " ");
  }

  #part(
    db: Database,
    table: Table,
    alias: string,
    plan: RowPlan,
    extra: readonly string[],
    selected: string[],
    path: readonly string[],
  ): Part {
    const { typeBy, tieBreaker } = table.declaration;
    const properties = [
      ...new Set([
        ...(plan.properties ?? table.readable(this.viewer)),
        ...extra,
        tieBreaker,
        ...(typeBy ? [typeBy.property] : []),
      ]),
    ];
    const start = this.#width;
    this.#width += properties.length;
    properties.forEach((property, index) => {
      selected.push(`${table.column(alias, property).sql} AS c${start + index}`);
    });
    const part: Part = {
      table,
      plan,
      path,
      columns: properties.map((property) => ({ property, decode: table.decoder(property) })),
      start,
      typeAt: typeBy ? start + properties.indexOf(typeBy.property) : null,
      keyAt: start + properties.indexOf(tieBreaker),
      joined: [],
    };
    if (path.length === MAX_JOIN_DEPTH) return part;
    for (const relation of plan.relations) {
      const joinable = joinableOf(relation.relation);
      if (!joinable || this.#joins.length === MAX_JOINS) continue;
      const [there = "", here = ""] = Object.entries(joinable.by)[0] ?? [];
      if (!table.has(here)) continue;
      const other = tableIn(db, joinable.target());
      const rows = relation.relation.kind === "one" ? relation.rows(other) : relation.materialized(other);
      if (!rows) continue;
      const otherAlias = `j${this.#joins.length}`;
      const on = allOf([
        sql`${other.column(otherAlias, there)} = ${table.column(alias, here)}`,
        ...other.conditions(otherAlias, {}, null, this.viewer),
      ]);
      this.#joins.push(sql`LEFT JOIN ${other.name} ${raw(otherAlias)} ON ${on}`);
      part.joined.push({
        relation,
        part: this.#part(db, other, otherAlias, rows, [], selected, [...path, relation.key]),
      });
    }
    return part;
  }

  /**
   * Converts results to instances, in their order. `joined` is the number of joined rows, and `planned` has the
   * relations that are still to be read. Rejects with the signal's reason when it is aborted.
   */
  async read(
    rows: readonly Stored[][],
    signal: Signal | null,
  ): Promise<{ instances: PrefetchedRow[]; joined: number; planned: PlannedRows[] }> {
    const found = new Map<Part, Map<Stored, PrefetchedRow>>();
    const instances = await mapInTurns(rows, (row) => instanceOf(this.root, row, found), signal);
    const planned: PlannedRows[] = [];
    const collect = (part: Part, own: readonly PrefetchedRow[]): void => {
      const { path } = part;
      const joined = new Set(part.joined.map(({ relation }) => relation));
      const missing = part.plan.relations.filter((relation) => !joined.has(relation));
      if (missing.length > 0) planned.push({ rows: own, path, missing });
      for (const { relation, part: other } of part.joined) {
        collect(other, [...(found.get(other)?.values() ?? [])]);
        if (relation.relation.kind === "one") continue;
        const left = own.filter((row) => row[PREFETCHED]?.[relation.key] === undefined);
        if (left.length > 0) planned.push({ rows: left, path, missing: [relation] });
      }
    };
    collect(this.root, instances);
    const joined = [...found.values()].reduce((sum, { size }) => sum + size, 0);
    return { instances, joined, planned };
  }
}

const joinableOf = (relation: Relation): MaterializedBy | null =>
  relation.kind === "one" ? relation : relation.kind === "computed" ? relation.materialized : null;

// A row that is joined several times becomes one instance.
function instanceOf(
  part: Part,
  row: readonly Stored[],
  found: Map<Part, Map<Stored, PrefetchedRow>>,
): PrefetchedRow {
  const type: RowClass = part.table.typeOf(part.typeAt === null ? undefined : row[part.typeAt]);
  const instance = Object.create(type.prototype as object) as PrefetchedRow & Record<string, unknown>;
  let at = part.start;
  for (const { property, decode } of part.columns) {
    const value = row[at++] ?? null;
    instance[property] = decode && value !== null ? decode(value) : value;
  }
  if (part.plan.relations.length === 0) return instance;
  const prefetched: Record<string, unknown> = {};
  instance[PREFETCHED] = prefetched;
  for (const { relation, part: other } of part.joined) {
    if (!relation.owners.has(type.name)) continue;
    const key = row[other.keyAt] ?? null;
    // A value without a materialized row has still to be computed.
    if (key !== null) prefetched[relation.key] = joinedOf(other, key, row, found);
    else if (relation.relation.kind === "one") prefetched[relation.key] = null;
  }
  return instance;
}

function joinedOf(
  part: Part,
  key: Stored,
  row: readonly Stored[],
  found: Map<Part, Map<Stored, PrefetchedRow>>,
): PrefetchedRow {
  let instances = found.get(part);
  if (!instances) found.set(part, (instances = new Map<Stored, PrefetchedRow>()));
  let instance = instances.get(key);
  if (!instance) instances.set(key, (instance = instanceOf(part, row, found)));
  return instance;
}

const projections = new Attached<RowPlan, Map<string, Projection>>();

/** The projection for a plan, cached with the plan: one for all viewers who may see the same. */
export function projectionFor(
  db: Database,
  viewer: Viewer,
  table: Table,
  plan: RowPlan,
  options: { extra?: readonly string[]; leading?: number },
): Projection {
  const key = `${table.declaration.entity.name} ${options.leading ?? 0} ${options.extra?.join() ?? ""} ${viewer.accessClass}`;
  let cached = projections.get(plan);
  if (!cached) projections.set(plan, (cached = new Map<string, Projection>()));
  let projection = cached.get(key);
  if (!projection) cached.set(key, (projection = new Projection(db, viewer, table, plan, options)));
  return projection;
}
