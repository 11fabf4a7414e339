import { GraphQLError, Kind } from "graphql";
import { rootField } from "./prefix.js";

/**
 * What a service answers to a list of keys: null and an error in place of what is no list of results with keys, which
 * would be found for nobody, as if there were none.
 */
export function checkedMatches(source, result, { document }) {
  if (typeof result?.data !== "object" || result.data === null || result.errors?.length) return result;
  const { selections } = document.definitions.find(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION,
  ).selectionSet;
  const data = { ...result.data };
  const errors = [];
  for (const { match, query, result: where } of source.attach) {
    if (match === undefined) continue;
    for (const { alias, name } of selections.filter(
      (each) => each.name?.value === rootField(source.prefix, query),
    )) {
      const place = (alias ?? name).value;
      if (hasKeys(at(data[place], where), match)) continue;
      data[place] = null;
      errors.push(new GraphQLError(`no list of results with "${match}"`, { path: [place] }));
    }
  }
  return errors.length === 0 ? result : { ...result, data, errors };
}

const at = (value, where) => (where?.split(".") ?? []).reduce((inner, name) => inner?.[name], value);

const hasKeys = (results, match) =>
  Array.isArray(results) &&
  results.every((each) => typeof each === "object" && each !== null && (each[match] ?? null) !== null);
