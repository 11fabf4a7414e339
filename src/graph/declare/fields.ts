import { Field, InputType } from "type-graphql";
import type { FieldOptions } from "type-graphql";
import type { RowClass } from "./table.js";

/** Adds a field to a GraphQL class from outside the class; the field is nullable unless `nullable: false` is given. */
export function addField(
  owner: RowClass,
  name: string,
  type: () => unknown,
  options: FieldOptions & { description: string },
): void {
  // type-graphql types the return value as a union of scalars and classes; the cast admits any declared class.
  Field(type as () => StringConstructor, { nullable: true, ...options })(owner.prototype as object, name);
}

/** Makes an empty class with this name and registers it as an input type. */
export function inputClass(name: string, description: string): RowClass<object> {
  const type = namedClass(name);
  InputType(name, { description })(type);
  return type;
}

/** Makes an empty class with this name. */
export const namedClass = (name: string): new () => object =>
  ({ [name]: class {} })[name] as new () => object;

type Columns = readonly string[] | ((type: RowClass) => readonly string[]);

const derivations = new Map<unknown, Map<string, Columns>>();

/** Declares which columns of its row a getter reads. */
export function Derived(from: Columns): (prototype: object, property: string) => void {
  return ({ constructor }, property) => {
    const declared = derivations.get(constructor) ?? new Map<string, Columns>();
    derivations.set(constructor, declared.set(property, from));
  };
}

/** The columns that a getter of a class or of its base classes reads; null when the getter declares none. */
export function derivedFrom(type: RowClass, property: string): readonly string[] | null {
  for (let at: unknown = type; typeof at === "function"; at = Object.getPrototypeOf(at)) {
    const from = derivations.get(at)?.get(property);
    if (from) return typeof from === "function" ? from(type) : from;
  }
  return null;
}

/**
 * A field that a getter computes from columns of its own row. Unlike `@Field` on a getter it adds no resolver:
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
