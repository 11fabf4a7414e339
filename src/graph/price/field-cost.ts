import { getNamedType } from "graphql";
import { connectionNamed } from "../declare/connection.js";
import type { ConnectionType } from "../declare/connection-type.js";
import type { Relation, StoredRelation } from "../declare/relation-type.js";
import {
  amountOf,
  declaredPrice,
  UNDECLARED_LIST,
  type Arguments,
  type RowsOf,
} from "../declare/field-price.js";
import { filterCost, type PricedFilter } from "./filter-price.js";
import type { PlacedField } from "./outline.js";
import { pagesPrice } from "./page-price.js";

/** The objects at one place of an answer. */
export interface Objects {
  count: number;
  /** Whether all of them are distinct. */
  distinct: boolean;
  /** Arguments of the enclosing fields, innermost first. */
  around: readonly Arguments[];
  /** The rows of the objects if these are pages; null otherwise. */
  rows: Pick<Objects, "count" | "distinct"> | null;
}

/** The cost of one field without its selections, and the objects that it leads to. */
export interface FieldCost extends Omit<Objects, "around"> {
  /** Rows that are read. */
  read: number;
  statements: number;
  /** Tenths of a millisecond, besides the cost of rows and statements. */
  work: number;
}

/** Computes the costs of the fields of one operation. */
export class FieldCosts {
  readonly #filters = new Map<object, PricedFilter>();

  constructor(readonly rowsOf: RowsOf) {}

  of(placed: PlacedField, args: Arguments, owners: Objects): FieldCost {
    const { field } = placed;
    const relation = field.extensions.relation as Relation | undefined;
    const connection = connectionNamed(getNamedType(field.type).name);
    if (connection) return this.#pages(placed, connection, args, owners);
    if (relation?.kind === "list") return this.#lists(relation, owners);
    if (relation?.kind !== "one") return this.#declared(placed, args, owners);
    const read = Math.min(owners.count, this.rowsOf(relation.target()));
    return { count: owners.count, distinct: false, rows: null, read, statements: 1, work: 0 };
  }

  #pages(placed: PlacedField, connection: ConnectionType, args: Arguments, owners: Objects): FieldCost {
    const { field, below } = placed;
    const shows = (...names: string[]): boolean =>
      below?.fields.some(({ field: { name } }) => names.includes(name)) ?? false;
    const relation = (field.extensions.relation as StoredRelation | undefined) ?? null;
    const distinct = owners.distinct || owners.count === 1;
    const { shown, ...cost } = pagesPrice(
      {
        node: connection.node,
        order: connection.order,
        relation,
        args: declaredPrice(field).page?.(args) ?? args,
        parents: owners.count,
        distinct,
        hasRows: shows("nodes", "edges", "pageInfo"),
        hasNext: shows("pageInfo"),
        isCounted: shows("totalCount"),
      },
      this.rowsOf,
      (filter) => this.#filterCost(connection, filter),
    );
    return { count: owners.count, distinct, rows: { count: shown, distinct }, ...cost };
  }

  // One variable may be the filter of many pages, so its cost is cached.
  #filterCost({ node }: ConnectionType, filter: object): PricedFilter {
    let cost = this.#filters.get(filter);
    if (!cost) this.#filters.set(filter, (cost = filterCost(node, filter, this.rowsOf)));
    return cost;
  }

  #lists({ owner, target, most }: StoredRelation, owners: Objects): FieldCost {
    const all = this.rowsOf(target());
    const size = Math.min(most, all);
    const distinct = owners.distinct || owners.count === 1;
    const count = distinct ? Math.min(owners.count * size, all) : owners.count * size;
    const read = Math.min(Math.min(owners.count, this.rowsOf(owner)) * size, all);
    return { count, distinct, rows: null, read, statements: 1, work: 0 };
  }

  #declared({ field, isList, below }: PlacedField, args: Arguments, owners: Objects): FieldCost {
    const price = declaredPrice(field);
    const scope = {
      owners: owners.count,
      pageRows: owners.rows?.count ?? 0,
      around: owners.around,
      rowsOf: this.rowsOf,
    };
    const plain = isList ? owners.count * UNDECLARED_LIST : owners.count;
    const count = amountOf(price.values ?? plain, args, scope);
    const isRead = field.resolve !== undefined;
    return {
      count,
      distinct: owners.rows?.distinct ?? ((price.distinct ?? (!isList && !isRead)) && owners.distinct),
      rows: null,
      read: amountOf(price.rows ?? (isRead && below ? count : 0), args, scope),
      statements: amountOf(price.statements ?? (isRead ? 1 : 0), args, scope),
      work: amountOf(price.work ?? 0, args, scope),
    };
  }
}
