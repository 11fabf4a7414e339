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

/**
 * A field computed by a getter from the row's own columns. Unlike `@Field` on a getter it adds no resolver:
 * the executor reads the property directly.
 */
export function DerivedField(
  type: () => unknown,
  options: { description: string; nullable?: boolean },
): (prototype: object, property: string) => void {
  return ({ constructor }, property) => {
    addField(constructor as RowClass, property, type, { nullable: false, ...options });
  };
}
