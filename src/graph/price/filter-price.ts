import { filterOf, MAX_DEPTH } from "../declare/filter.js";
import { MAX_CONDITIONS } from "../declare/filter-sql.js";
import { MAX_LISTED } from "../declare/operators.js";
import type { StoredRelation } from "../declare/relation-type.js";
import { tableOf, type RowClass } from "../declare/table.js";
import type { RowsOf } from "../declare/field-price.js";
import { both, either, FREE, type FilterCost, type FilterPricer } from "../declare/filter-cost.js";

/** Work to look up a row of a related table, in tenths of a millisecond. */
const LOOK_UP = 0.015;
/** Work to search one text for another, in tenths of a millisecond. */
const TEXT_SEARCH = 0.01;

const TEXT_SEARCHES = new Set(["contains", "startsWith"]);

/** The cost of a filter. */
export interface PricedFilter extends FilterCost {
  /** The most other tables that are asked first for what it says of their rows: see SmallTables. */
  tables: number;
}

/** The cost of a filter on the rows of an entity. */
export function filterCost(entity: RowClass, filter: object, rowsOf: RowsOf): PricedFilter {
  const shared: Shared = { rowsOf, conditions: 0, tables: new Set() };
  const cost = new TablePricer(shared, entity, 0).price(filter);
  return { ...cost, tables: shared.tables.size };
}

interface Shared {
  rowsOf: RowsOf;
  conditions: number;
  /** What a filter leads to, and the columns in whose texts it searches, which may be codes of a vocabulary. */
  tables: Set<RowClass | string>;
}

/**
 * Prices a filter as `FilterCompiler` compiles it; parts that exceed the compiler's limits are free, since it rejects
 * them.
 */
class TablePricer implements FilterPricer {
  constructor(
    readonly shared: Shared,
    readonly entity: RowClass,
    readonly depth: number,
  ) {}

  price(filter: object): FilterCost {
    if (this.depth > MAX_DEPTH) return FREE;
    let cost = FREE;
    for (const [name, operand] of Object.entries(filter) as [string, unknown][]) {
      if (operand === undefined || operand === null) continue;
      if (++this.shared.conditions > MAX_CONDITIONS) break;
      cost = both(cost, this.#condition(name, operand));
    }
    return cost;
  }

  #condition(name: string, operand: object): FilterCost {
    const parts = (): FilterCost[] =>
      (operand as object[]).slice(0, MAX_LISTED).map((part) => this.#below().price(part));
    if (name === "and") return parts().reduce(both, FREE);
    if (name === "or") return either(parts());
    if (name === "not") return { ...this.#below().price(operand), share: 1 };
    return (
      filterOf(this.entity)
        .fields.get(name)
        ?.cost?.(operand as never, this) ?? FREE
    );
  }

  operators(property: string, operators: object): FilterCost {
    const given = Object.entries(operators) as [string, unknown][];
    const { key, tieBreaker, keys = [] } = tableOf(this.entity);
    const rows = Math.max(1, this.shared.rowsOf(this.entity));
    const shares = given.map(([name, operand]) =>
      name === "eq" ? 1 / rows : name === "in" && Array.isArray(operand) ? operand.length / rows : 1,
    );
    const searches = given.filter(([name]) => TEXT_SEARCHES.has(name)).length;
    if (searches > 0) this.shared.tables.add(property);
    return {
      work: TEXT_SEARCH * searches,
      share: [key, tieBreaker, ...keys].includes(property) ? Math.min(1, ...shares) : 1,
    };
  }

  // A selective condition on the related row is as selective on the rows that lead to it.
  related(relation: StoredRelation, price: (target: FilterPricer) => FilterCost): FilterCost {
    this.shared.tables.add(relation.target());
    const { work, share } = price(this.#below(relation.target()));
    return { work: LOOK_UP + work, share };
  }

  listed(relation: StoredRelation, filter: object): FilterCost {
    const { rowsOf, tables } = this.shared;
    tables.add(relation.target());
    const { work } = this.#below(relation.target()).price(filter);
    const each = Math.max(1, rowsOf(relation.target()) / Math.max(1, rowsOf(this.entity)));
    const scanned = relation.kind === "list" ? Math.min(each, relation.most) : each;
    return { work: scanned * (LOOK_UP + work), share: 1 };
  }

  #below(entity = this.entity): TablePricer {
    return new TablePricer(this.shared, entity, this.depth + 1);
  }
}
