import { AsyncLocalStorage } from "node:async_hooks";
import {
  getNamedType,
  isIntrospectionType,
  isObjectType,
  responsePathAsArray,
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from "graphql";
import type { RanStatement } from "../../database/statement.js";
import { connectionNamed } from "../declare/connection.js";
import type { Relation } from "../declare/relation-type.js";
import type { Part } from "../read/projection.js";
import type { ReadObserver } from "../read/read-observer.js";
import { Place } from "./place.js";
import { compare } from "../../collections.js";

/**
 * Records the statements of one operation and the places that they run for. The current place is in an
 * AsyncLocalStorage, since resolvers, loaders and modules do not pass it on.
 */
export class Watch implements ReadObserver {
  /** The operation itself, with the statements that ran outside any resolver. */
  readonly root = new Place();
  readonly #current = new AsyncLocalStorage<Place>();

  /** Wraps the resolvers of a schema, so that each runs at its place. The schema must not serve other requests. */
  watchResolvers(schema: GraphQLSchema): void {
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || isIntrospectionType(type)) continue;
      for (const field of Object.values(type.getFields())) this.#watchField(field);
    }
  }

  #watchField(field: GraphQLField<unknown, unknown>): void {
    const { resolve } = field;
    if (!resolve) return;
    const relation = field.extensions.relation as Relation | undefined;
    const isPage = connectionNamed(getNamedType(field.type).name) !== undefined;
    field.resolve = (parent, args, context, info) => {
      const place = this.#placeOf(info);
      place.isPage = isPage;
      if (relation) place.relations.add(relation.kind);
      const value = this.#current.run(place, () => resolve(parent, args, context, info));
      // A prefetched value is no promise.
      if (value instanceof Promise) place.isAwaited = true;
      return value;
    };
  }

  // All items of a list are at one place, so indexes are left out.
  #placeOf({ path }: GraphQLResolveInfo): Place {
    return this.root.at(responsePathAsArray(path).filter((key) => typeof key === "string"));
  }

  get #place(): Place {
    return this.#current.getStore() ?? this.root;
  }

  /** Forgets the current place. Otherwise Node would look for it whenever this process awaits something, from now on. */
  end(): void {
    this.#current.disable();
  }

  /** Records a statement at the current place. */
  ran(statement: RanStatement): void {
    // Concurrent statements end in any order, so they are sorted.
    this.#place.statements.push(statement);
    this.#place.statements.sort((one, other) => compare(one.name, other.name));
  }

  during<T>(path: readonly string[], task: () => Promise<T>): Promise<T> {
    return this.#current.run(this.#place.at(path), task);
  }

  selected(part: Part, path: readonly string[]): void {
    noteColumns(this.#place, part);
    this.#notePart(this.#place.at(path), part);
  }

  // Records the relations of a part, and which of them were joined.
  #notePart(place: Place, { plan, joined }: Part): void {
    for (const { key, relation } of plan.relations) place.at([key]).relations.add(relation.kind);
    for (const { relation, part } of joined) {
      const other = place.at([relation.key]);
      other.isJoined = true;
      noteColumns(other, part);
      this.#notePart(other, part);
    }
  }
}

function noteColumns(place: Place, { table, plan, columns }: Part): void {
  const { name } = table.declaration.entity;
  place.select(name, plan.properties && columns.map(({ property }) => property));
}
