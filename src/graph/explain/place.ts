import type { RanStatement } from "../../database/statement.js";

/** How a place comes to its rows: as a relation of some kind, as a page, by a key, or by what a resolver reads itself. */
export type PlaceKind = "one" | "list" | "connection" | "computed" | "page" | "look-up" | "resolver";

/** The columns that a statement selected of a table; null for all of them. */
export interface SelectedColumns {
  entity: string;
  columns: readonly string[] | null;
}

/** A place of an operation, with what was read for it. Most places are values or objects of rows, and nothing is read for them. */
export class Place {
  /** The kinds of the relations that it is: several where fragments ask for different ones under one name. */
  readonly relations = new Set<PlaceKind>();
  readonly selected: SelectedColumns[] = [];
  readonly statements: RanStatement[] = [];
  readonly below = new Map<string, Place>();
  isPage = false;
  /** Whether it was read in the statement of its parent. */
  isJoined = false;
  /** Whether the executor waited for it. */
  isAwaited = false;

  /** The place that a way leads to from here. */
  at(way: readonly string[]): Place {
    const [key, ...more] = way;
    if (key === undefined) return this;
    let place = this.below.get(key);
    if (!place) this.below.set(key, (place = new Place()));
    return place.at(more);
  }

  select(entity: string, columns: SelectedColumns["columns"]): void {
    const isSame = (other: SelectedColumns): boolean =>
      other.entity === entity && String(other.columns) === String(columns);
    if (!this.selected.some(isSame)) this.selected.push({ entity, columns });
  }

  get kinds(): readonly PlaceKind[] {
    if (this.relations.size > 0) return [...this.relations];
    if (this.isPage) return ["page"];
    return [this.selected.length > 0 ? "look-up" : "resolver"];
  }

  /** Whether rows were to be read for it. */
  get isRead(): boolean {
    return this.relations.size > 0 || this.selected.length > 0 || this.statements.length > 0;
  }

  /** How its rows were read, as the execution had it. */
  get reading(): string {
    const own = this.statements.length === 1 ? "own statement" : "own statements";
    if (this.isJoined) return this.statements.length > 0 ? `joined, the rest by ${own}` : "joined";
    if (this.statements.length > 0) return own;
    return this.isAwaited ? "read with another place" : "nothing to read";
  }
}

/** A place for which rows were to be read, and the nearest such places below it. */
export interface ReadPlace {
  /** From the one above to it, such as `nodes.region`. */
  path: string;
  place: Place;
  below: readonly ReadPlace[];
}

/** The nearest places below one for which rows were to be read, in the order of the execution. */
export const readBelow = (place: Place, way: readonly string[] = []): ReadPlace[] =>
  [...place.below].flatMap(([key, next]) => {
    const path = [...way, key];
    if (!next.isRead) return readBelow(next, path);
    return [{ path: path.join("."), place: next, below: readBelow(next) }];
  });

/** All statements of a place and of those below it. */
export const statementsOf = (place: Place): RanStatement[] => [
  ...place.statements,
  ...[...place.below.values()].flatMap(statementsOf),
];
