import { Field } from "type-graphql";

/**
 * A field computed by a getter from the row's own columns. Unlike `@Field` on a getter it adds no resolver:
 * the executor reads the property directly.
 */
export function DerivedField(
  type: () => unknown,
  options: { description: string; nullable?: boolean },
): (prototype: object, property: string, descriptor: PropertyDescriptor) => void {
  return (prototype, property) => {
    Field(type as () => StringConstructor, options)(prototype, property);
  };
}
