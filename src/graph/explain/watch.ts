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
 * Notes what one operation reads, and for which of its places. Which place something is read for is told by the
 * asynchronous context, since resolvers, loaders and modules do not pass it on to each other.
 */
export class Watch implements ReadObserver {
  /** The operation itself, which has what was read for no place. */
  readonly root = new Place();
  readonly #here = new AsyncLocalStorage<Place>();

  /** Lets the resolvers of a schema, which must serve nobody else, run at their places. */
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
      const value = this.#here.run(place, () => resolve(parent, args, context, info));
      // What was read ahead is there.
      if (value instanceof Promise) place.isAwaited = true;
      return value;
    };
  }

  // Rows of a list are at one place.
  #placeOf({ path }: GraphQLResolveInfo): Place {
    return this.root.at(responsePathAsArray(path).filter((key) => typeof key === "string"));
  }

  get #place(): Place {
    return this.#here.getStore() ?? this.root;
  }

  /** Notes a statement at the place that it has run for. */
  ran(statement: RanStatement): void {
    // Those that run side by side end in any order.
    this.#place.statements.push(statement);
    this.#place.statements.sort((one, other) => compare(one.name, other.name));
  }

  during<T>(way: readonly string[], task: () => Promise<T>): Promise<T> {
    return this.#here.run(this.#place.at(way), task);
  }

  selected(part: Part, way: readonly string[]): void {
    noteColumns(this.#place, part);
    this.#notePart(this.#place.at(way), part);
  }

  // The relations of a part, and what was joined of them.
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
