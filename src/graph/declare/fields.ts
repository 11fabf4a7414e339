import { Field, InputType } from "type-graphql";
import type { FieldOptions } from "type-graphql";
import type { RowClass } from "./table.js";

/** Adds a field to a GraphQL class from outside it: an optional one unless `nullable: false` is said. */
export function addField(
  owner: RowClass,
  name: string,
  type: () => unknown,
  options: FieldOptions & { description: string },
): void {
  // type-graphql's own type for what a field may return names every scalar; any declared class will do.
  Field(type as () => StringConstructor, { nullable: true, ...options })(owner.prototype as object, name);
}

/** A class with the name given, registered as an input type. */
export function inputClass(name: string, description: string): RowClass<object> {
  const type = namedClass(name);
  InputType(name, { description })(type);
  return type;
}

/** An empty class with a name, to be given fields. */
export const namedClass = (name: string): new () => object =>
  ({ [name]: class {} })[name] as new () => object;

type Columns = readonly string[] | ((type: RowClass) => readonly string[]);

const derivations = new Map<unknown, Map<string, Columns>>();

/** Declares of a getter which columns of its row it reads. */
export function Derived(from: Columns): (prototype: object, property: string) => void {
  return ({ constructor }, property) => {
    const known = derivations.get(constructor) ?? new Map<string, Columns>();
    derivations.set(constructor, known.set(property, from));
  };
}

/** The columns that a getter of a class, or of one it extends, reads; null when none is declared. */
export function derivedFrom(type: RowClass, property: string): readonly string[] | null {
  for (let at: unknown = type; typeof at === "function"; at = Object.getPrototypeOf(at)) {
    const from = derivations.get(at)?.get(property);
    if (from) return typeof from === "function" ? from(type) : from;
  }
  return null;
}

/**
 * A field computed by a getter from the row's own columns. Unlike `@Field` on a getter it adds no resolver:
 * the executor reads the property directly.
 */
export function DerivedField(
  type: () => unknown,
  { from, ...options }: { description: string; nullable?: boolean; from: Columns },
): (prototype: object, property: string) => void {
  return (prototype, property) => {
    Derived(from)(prototype, property);
    addField(prototype.constructor as RowClass, property, type, { nullable: false, ...options });
  };
}
