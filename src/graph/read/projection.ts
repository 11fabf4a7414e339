import type { RelationPlan, RowPlan } from "../plan/plan.js";
import type { MaterializedBy, Relation } from "../declare/relation-type.js";
import { join, raw, sql, allOf, type Database, type Sql, type Stored } from "../../database/statement.js";
import { mapInTurns } from "../../time/turn.js";
import { tableIn, type RowClass, type Table } from "../declare/table.js";

/** What was read ahead for a row, by the names under which the answer shows it. */
export const PREFETCHED = Symbol("read ahead");

/** A row that may hold what was read ahead for it. */
export interface PrefetchedRow {
  [PREFETCHED]?: Record<string, unknown>;
}

// Each step of a chain of joins widens every row; beyond, a statement of its own reads each row once.
const MAX_JOIN_DEPTH = 2;
const MAX_JOINS = 12;

/** One table of a statement, with what is selected of it and what is joined to it. */
export interface Part {
  table: Table;
  plan: RowPlan;
  /** From the statement's rows to its own: the names under which the answer shows the relations between. */
  way: readonly string[];
  columns: { property: string; decode: ReturnType<Table["decoder"]> }[];
  /** Where its values begin in a row of the answer. */
  start: number;
  typeAt: number | null;
  keyAt: number;
  joined: { relation: RelationPlan; part: Part }[];
}

/** Rows of one plan, and what has still to be read for them. */
export interface PlannedRows {
  rows: readonly PrefetchedRow[];
  /** Of the part that they are of. */
  way: readonly string[];
  /** The relations that no join has read. */
  missing: readonly RelationPlan[];
}

/** The columns that a statement selects for planned rows and the rows that they lead to, and how instances are made of them. */
export class Projection {
  readonly columns: Sql;
  readonly joins: Sql;
  readonly root: Part;
  readonly #joins: Sql[] = [];
  #width: number;

  /** Rows of `table` stand in the statement under the alias `t`; `leading` columns of its own precede those of the projection. */
  constructor(
    db: Database,
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
    way: readonly string[],
  ): Part {
    const { typeBy, tieBreaker } = table.declaration;
    const properties = [
      ...new Set([
        ...(plan.properties ?? table.properties),
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
      way,
      columns: properties.map((property) => ({ property, decode: table.decoder(property) })),
      start,
      typeAt: typeBy ? start + properties.indexOf(typeBy.property) : null,
      keyAt: start + properties.indexOf(tieBreaker),
      joined: [],
    };
    if (way.length === MAX_JOIN_DEPTH) return part;
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
        ...other.conditions(otherAlias),
      ]);
      this.#joins.push(sql`LEFT JOIN ${other.name} ${raw(otherAlias)} ON ${on}`);
      part.joined.push({
        relation,
        part: this.#part(db, other, otherAlias, rows, [], selected, [...way, relation.key]),
      });
    }
    return part;
  }

  /**
   * Instances of the rows, in their order; how many further rows were joined; and what is still to be read for all of
   * them. Rejects with the signal's reason when it is aborted.
   */
  async read(
    rows: readonly Stored[][],
    signal: AbortSignal | null,
  ): Promise<{ instances: PrefetchedRow[]; joined: number; planned: PlannedRows[] }> {
    const found = new Map<Part, Map<Stored, PrefetchedRow>>();
    const instances = await mapInTurns(rows, (row) => instanceOf(this.root, row, found), signal);
    const planned: PlannedRows[] = [];
    const collect = (part: Part, own: readonly PrefetchedRow[]): void => {
      const { way } = part;
      const joined = new Set(part.joined.map(({ relation }) => relation));
      const missing = part.plan.relations.filter((relation) => !joined.has(relation));
      if (missing.length > 0) planned.push({ rows: own, way, missing });
      for (const { relation, part: other } of part.joined) {
        collect(other, [...(found.get(other)?.values() ?? [])]);
        if (relation.relation.kind === "one") continue;
        const left = own.filter((row) => row[PREFETCHED]?.[relation.key] === undefined);
        if (left.length > 0) planned.push({ rows: left, way, missing: [relation] });
      }
    };
    collect(this.root, instances);
    const joined = [...found.values()].reduce((sum, { size }) => sum + size, 0);
    return { instances, joined, planned };
  }
}

const joinableOf = (relation: Relation): MaterializedBy | null =>
  relation.kind === "one" ? relation : relation.kind === "computed" ? relation.materialized : null;

// Rows that are joined several times are one instance.
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
    // What no row keeps has still to be computed.
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
  let known = found.get(part);
  if (!known) found.set(part, (known = new Map<Stored, PrefetchedRow>()));
  let instance = known.get(key);
  if (!instance) known.set(key, (instance = instanceOf(part, row, found)));
  return instance;
}

const projections = new WeakMap<RowPlan, Map<string, Projection>>();

/** The projection for a plan, remembered with it. */
export function projectionFor(
  db: Database,
  table: Table,
  plan: RowPlan,
  options: { extra?: readonly string[]; leading?: number },
): Projection {
  const key = `${table.declaration.entity.name} ${options.leading ?? 0} ${options.extra?.join() ?? ""}`;
  let known = projections.get(plan);
  if (!known) projections.set(plan, (known = new Map<string, Projection>()));
  let projection = known.get(key);
  if (!projection) known.set(key, (projection = new Projection(db, table, plan, options)));
  return projection;
}
