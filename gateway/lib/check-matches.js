import { GraphQLError, Kind } from "graphql";
import { rootField } from "./prefix.js";

/**
 * What a service answers, read as what it means. To one key, 404 is "none". To a list of keys, null and an error take the
 * place of what is no list of results with keys, which would be found for nobody, as if there were none.
 */
export function checkedMatches(source, result, { document }) {
  if (typeof result?.data !== "object" || result.data === null) return result;
  const listed = listsOf(source, document);
  const failed = (result.errors ?? []).filter((error) => listed.has(error.path?.[0]) || !isNotFound(error));
  if (failed.length > 0) return { ...result, errors: failed };
  const data = { ...result.data };
  const errors = [];
  for (const [place, { match, result: where }] of listed) {
    if (hasKeys(at(data[place], where), match)) continue;
    data[place] = null;
    errors.push(new GraphQLError(`no list of results with "${match}"`, { path: [place] }));
  }
  return { data, ...(errors.length > 0 && { errors }) };
}

/** The places in an answer that are asked for by a list of keys, and by what they are attached. */
function listsOf({ attach, prefix }, document) {
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const byField = new Map(
    attach
      .filter(({ match }) => match !== undefined)
      .map((attached) => [rootField(prefix, attached.query), attached]),
  );
  return new Map(
    operation.selectionSet.selections
      .filter(({ name }) => byField.has(name?.value))
      .map(({ alias, name }) => [(alias ?? name).value, byField.get(name.value)]),
  );
}

const isNotFound = ({ extensions }) => extensions?.response?.status === 404;

const at = (value, where) => (where?.split(".") ?? []).reduce((inner, name) => inner?.[name], value);

const hasKeys = (results, match) =>
  Array.isArray(results) &&
  results.every((each) => typeof each === "object" && each !== null && (each[match] ?? null) !== null);
