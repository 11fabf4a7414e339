import { registerEnumType } from "type-graphql";

const names = new Map<object, string>();

/**
 * Declares a GraphQL enum whose values are stored under their names.
 * `values` maps each name to its one-sentence description.
 */
export function enumeration<Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, string>>,
): { readonly [Value in Name]: Value } {
  const keys = Object.keys(values) as Name[];
  const members = Object.fromEntries(keys.map((key) => [key, key])) as { [Value in Name]: Value };
  const valuesConfig = Object.fromEntries(keys.map((key) => [key, { description: values[key] }])) as Record<
    Name,
    { description: string }
  >;
  registerEnumType(members, { name, description, valuesConfig });
  names.set(members, name);
  return members;
}

/** The GraphQL name of an enumeration. Throws when it was not declared. */
export function enumerationName(members: object): string {
  const name = names.get(members);
  if (name === undefined) throw new Error("The enumeration is not declared");
  return name;
}
