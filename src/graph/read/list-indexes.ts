import { heldBy, spokenOf } from "../declare/filter.js";
import type { OrderTerm } from "../declare/order.js";
import type { Table, Where } from "../declare/table.js";

/** The indexes by which a list of a table may be read: of those, the names. */
export class ListIndexes {
  constructor(
    readonly table: Table,
    readonly terms: readonly OrderTerm[],
    readonly filter: object | null,
    /** Whether no index may be tried, since it does not tell which rows a viewer sees. */
    readonly isUntold: boolean,
    /** Whether the list is of an earlier time, of which no index tells which rows there were. */
    readonly isPast: boolean,
  ) {}

  /** Whether each condition of the filter holds a property to one value. */
  get isHeld(): boolean {
    return this.#held.isAll;
  }

  /**
   * The index that has the whole list in its order, and nothing between, for rows that have the values of `common` in common:
   * when each condition of the filter holds a property to one value, or keeps the first of the order within a range.
   */
  ofList(common: readonly string[]): string | null {
    const { properties, others } = this.#held;
    // What is untold lies between: a range may have much of it and few of the list.
    const isOneRange =
      !this.isUntold && !this.isPast && others.every((property) => property === this.terms[0]?.property);
    return this.isHeld || isOneRange ? this.inOrder([...common, ...properties]) : null;
  }

  /** An index that has rows in the list's order, when these have the values of the properties in common. */
  inOrder(common: readonly string[]): string | null {
    // Every index ends with the tie breaker.
    const { tieBreaker } = this.table.declaration;
    const isOneWay = this.terms.every(({ direction }) => direction === this.terms[0]?.direction);
    if (!isOneWay || this.terms.at(-1)?.property !== tieBreaker) return null;
    const order = this.#varying.filter((property) => !common.includes(property));
    return order.length === 0 ? null : (this.table.indexInOrder([...new Set(common)], order) ?? null);
  }

  /**
   * The indexes that have more rows than the list, but in its order, those with the fewest first. None when one has just the
   * list.
   */
  get toTry(): readonly string[] {
    if (this.isUntold || (this.#isWhole && !this.isPast)) return [];
    return [...new Set(this.#beginnings.flatMap((common) => this.inOrder(common) ?? []))];
  }

  /** An index that has rows of the list, and perhaps others, in the order of one term; null when one has just the list. */
  byTerm({ property }: OrderTerm): string | null {
    if (this.isUntold || (!this.isPast && this.ofList([]))) return null;
    const [index = null] = this.#beginnings.flatMap(
      (common) => this.table.indexInOrder(common, [property]) ?? [],
    );
    return index;
  }

  /** Whether an index that begins with what the filter bounds has all that it speaks of, and none of those in the list's order. */
  isCoveredBeside(inOrder: readonly string[]): boolean {
    const { table } = this;
    const spoken = spokenOf(table.declaration.entity, this.filter ?? {});
    if (spoken === null) return false;
    const isInOrder = inOrder.some((index) =>
      spoken.all.every((property) => table.propertiesOf(index).includes(property)),
    );
    return !isInOrder && table.indexOf(spoken.bounded, [...spoken.all, ...this.#varying]) !== undefined;
  }

  /** An index of all that tells which rows are in the list, of those that have a value of `property` in common. */
  toCount(property: string, where: Where): string | null {
    const { entity, visible = {}, valid } = this.table.declaration;
    const spoken = spokenOf(entity, this.filter ?? {});
    if (spoken === null || valid || this.isUntold || this.isPast) return null;
    const told = [property, ...Object.keys({ ...visible, ...where }), ...spoken.all];
    return this.table.indexOf([property], told, [property, ...this.#held.properties]) ?? null;
  }

  /** An index that begins with a property and has the list's order too, so that rows it leads to can be sorted by it alone. */
  beside(property: string): string | null {
    const { tieBreaker } = this.table.declaration;
    const index = this.table.indexOf([property], [...this.#varying, tieBreaker]);
    return index === undefined || this.toTry.includes(index) ? null : index;
  }

  // Whether an index has just the list in its order, or must have.
  get #isWhole(): boolean {
    return !this.filter || this.ofList([]) !== null;
  }

  // Not before the filter has been compiled, which tells what is wrong with it.
  get #held(): ReturnType<typeof heldBy> {
    return heldBy(this.table.declaration.entity, this.filter ?? {});
  }

  // What rows of the list have in common, as indexes may begin: the fewest rows first.
  get #beginnings(): string[][] {
    const { properties } = this.#held;
    return [properties, ...properties.map((property) => [property]), []];
  }

  // The properties of the order, without the tie breaker.
  get #varying(): string[] {
    return this.terms.slice(0, -1).map(({ property }) => property);
  }
}
