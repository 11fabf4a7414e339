import type { RanStatement } from "../../database/statement.js";

/**
 * The kind of a place: the kind of its relation, a page, a look-up by a key, or a resolver with statements of its
 * own.
 */
export type PlaceKind = "one" | "list" | "connection" | "computed" | "page" | "look-up" | "resolver";

/** The columns that a statement selected from a table; null when it selected all. */
export interface SelectedColumns {
  entity: string;
  columns: readonly string[] | null;
}

/**
 * A place in the answer, with the statements that ran for it. Most places are columns of rows and need no statement.
 */
export class Place {
  /** The kinds of its relations: several when fragments select different relations under one response key. */
  readonly relations = new Set<PlaceKind>();
  readonly selected: SelectedColumns[] = [];
  readonly statements: RanStatement[] = [];
  readonly below = new Map<string, Place>();
  isPage = false;
  /** Whether it was joined to the statement of its parent. */
  isJoined = false;
  /** Whether its resolver returned a promise. */
  isAwaited = false;

  /** The place at a path of response keys below this one. */
  at(path: readonly string[]): Place {
    const [key, ...more] = path;
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

  /** Whether it needs rows. */
  get isRead(): boolean {
    return this.relations.size > 0 || this.selected.length > 0 || this.statements.length > 0;
  }

  /** How its rows were read. */
  get reading(): string {
    const own = this.statements.length === 1 ? "own statement" : "own statements";
    if (this.isJoined) return this.statements.length > 0 ? `joined, the rest by ${own}` : "joined";
    if (this.statements.length > 0) return own;
    return this.isAwaited ? "read with another place" : "nothing to read";
  }
}

/** A place that needs rows, with the nearest such places below it. */
export interface ReadPlace {
  /** Path from the read place above, such as `nodes.region`. */
  path: string;
  place: Place;
  below: readonly ReadPlace[];
}

/** The nearest places below `place` that need rows, in the order of execution. */
export const readBelow = (place: Place, path: readonly string[] = []): ReadPlace[] =>
  [...place.below].flatMap(([key, next]) => {
    const keys = [...path, key];
    if (!next.isRead) return readBelow(next, keys);
    return [{ path: keys.join("."), place: next, below: readBelow(next) }];
  });

/** All statements of a place and of the places below it. */
export const statementsOf = (place: Place): RanStatement[] => [
  ...place.statements,
  ...[...place.below.values()].flatMap(statementsOf),
];
