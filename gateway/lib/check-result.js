import {
  getNullableType,
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
} from "graphql";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * What a subgraph answers, held to the schema: null and an error in place of what is not of its type, so that no lie is
 * taken for "none".
 */
export function checkedResult(result, schema, { document, variables = {} }) {
  if (!isObject(result)) throw new Error("the answer is no result");
  if (!isObject(result.data)) {
    if (Array.isArray(result.errors) && result.errors.length > 0) return result;
    throw new Error("the answer has neither data nor errors");
  }
  const checker = new Checker(schema, document, variables);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const data = checker.object(schema.getQueryType(), result.data, operation.selectionSet, []);
  return checker.errors.length === 0
    ? result
    : { ...result, data, errors: [...(result.errors ?? []), ...checker.errors] };
}

class Checker {
  constructor(schema, document, variables) {
    this.schema = schema;
    this.variables = variables;
    this.errors = [];
    this.fragments = new Map(
      document.definitions
        .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
        .map((each) => [each.name.value, each]),
    );
  }

  refused(path, reason) {
    this.errors.push(new GraphQLError(`a lie at ${path.join(".")}: ${reason}`, { path }));
    return null;
  }

  /** Checks what is selected of an object; what the schema does not know is left as it is. */
  object(type, value, selectionSet, path) {
    const checked = { ...value };
    for (const selection of selectionSet.selections) this.#selection(type, checked, selection, path);
    return checked;
  }

  #selection(type, checked, selection, path) {
    if (selection.kind === Kind.FIELD) {
      const place = (selection.alias ?? selection.name).value;
      if (!(place in checked)) return;
      const at = [...path, place];
      const field = type?.getFields?.()[selection.name.value];
      if (selection.name.value === "_entities")
        checked[place] = this.#entities(checked[place], selection, at);
      else if (field) checked[place] = this.#value(field.type, checked[place], selection, at);
      return;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
    const condition = fragment.typeCondition && this.schema.getType(fragment.typeCondition.name.value);
    if (condition && condition !== type && !isAbstractType(condition)) return;
    Object.assign(checked, this.object(type, checked, fragment.selectionSet, path));
  }

  #value(given, value, selection, path) {
    if (value === null) return isNonNullType(given) ? this.refused(path, "null") : null;
    const type = getNullableType(given);
    if (isListType(type)) {
      if (!Array.isArray(value)) return this.refused(path, "no list");
      return value.map((item, index) => this.#value(type.ofType, item, selection, [...path, index]));
    }
    if (isLeafType(type)) return this.#leaf(type, value, path);
    return this.#composite(type, value, selection, path);
  }

  #leaf(type, value, path) {
    try {
      type.serialize(value);
      return value;
    } catch (error) {
      return this.refused(path, error.message);
    }
  }

  #composite(type, value, selection, path) {
    if (!isObject(value)) return this.refused(path, "no object");
    const actual = isAbstractType(type) ? this.schema.getType(value.__typename) : type;
    return this.object(actual, value, selection.selectionSet, path);
  }

  /** As many as were asked for, each of the type that it was asked as. */
  #entities(value, selection, path) {
    const asked = this.variables[selection.arguments[0]?.value.name?.value];
    if (!Array.isArray(asked)) return value;
    if (!Array.isArray(value) || value.length !== asked.length)
      return this.refused(path, `not ${asked.length} entities`);
    return value.map((entity, index) => {
      if (entity === null) return null;
      const type = this.schema.getType(asked[index].__typename);
      const at = [...path, index];
      if (!isObject(entity)) return this.refused(at, "no object");
      const { __typename: name = type?.name } = entity;
      if (type && !isAbstractType(type) && name !== type.name)
        return this.refused(at, `a ${name}, not a ${type.name}`);
      return this.object(this.schema.getType(name), entity, selection.selectionSet, at);
    });
  }
}
