import { getNamedType, getNullableType, isListType } from "graphql";
import { rootField } from "./prefix.js";
import { SourcesError } from "./sources.js";

// Mesh Compose and Hive Gateway know these arguments, but the definition that they add lacks `valueKeyField`.
const DIRECTIVE = `directive @resolveTo(
  requiredSelectionSet: String
  sourceName: String
  sourceTypeName: String
  sourceFieldName: String
  sourceArgs: ResolveToArguments
  keyField: String
  keysArg: String
  valueKeyField: String
  result: String
) on FIELD_DEFINITION
scalar ResolveToArguments
`;

/** The definitions of all fields that sources attach, from the sources and the schemas by their names. */
export function attachedFields(sources, schemaOf) {
  const fields = sources.flatMap((source) =>
    source.attach.map((attached) => fieldOf(source, attached, schemaOf(source.name))),
  );
  return fields.length === 0 ? undefined : `${DIRECTIVE}\n${fields.flat().join("\n")}`;
}

function fieldOf(source, attached, schema) {
  const query = rootField(source.prefix, attached.query);
  const found = schema.getQueryType()?.getFields()[query];
  const where = `${source.name}: attach ${attached.field}:`;
  if (!found)
    throw new SourcesError(
      `${where} there is no query "${attached.query}"; there are ${queriesOf(source, schema).join(", ")}`,
    );
  const isBatch = isListType(getNullableType(argumentType(found, attached.argument, where)));
  const result = resultType(found.type, attached, where);
  if (!isBatch && isListType(getNullableType(found.type)) && !attached.many && !attached.result)
    throw new SourcesError(
      `${where} "${attached.argument}" takes one key, and "${attached.query}" answers it with a list: describe "${attached.argument}" as a list, or say "many"`,
    );
  const type = attached.many ? `[${result.name}!]` : result.name;
  return attached.to.map(
    (target) => `extend type ${target} {
  ${JSON.stringify(attached.text ?? `From ${source.name}; null where it has none.`)}
  ${attached.field}: ${type} @resolveTo(
    sourceName: ${JSON.stringify(source.name)}
    sourceTypeName: "Query"
    sourceFieldName: ${JSON.stringify(query)}
    requiredSelectionSet: ${JSON.stringify(`{ ${attached.key} }`)}
    ${isBatch ? batchArguments(attached) : singleArguments(attached)}
    ${attached.result ? `result: ${JSON.stringify(attached.result)}` : ""}
  )
}`,
  );
}

/** The type of an argument, or of a field of one: `where.region_code`. */
function argumentType({ args }, path, where) {
  const [name, ...fields] = path.split(".");
  let inputs = Object.fromEntries(args.map((argument) => [argument.name, argument]));
  let found = inputs[name];
  for (const field of fields) {
    inputs = (found && getNamedType(found.type).getFields?.()) ?? {};
    found = inputs[field];
  }
  if (found) return found.type;
  throw new SourcesError(
    `${where} there is no argument "${path}"; there are ${Object.keys(inputs).join(", ") || "none"}`,
  );
}

const batchArguments = ({ key, argument, match }) =>
  `keyField: ${JSON.stringify(key)} keysArg: ${JSON.stringify(argument)} ${match ? `valueKeyField: ${JSON.stringify(match)}` : ""}`;

const singleArguments = ({ key, argument }) => {
  const value = argument
    .split(".")
    .reduceRight((inner, name) => `{ ${name}: ${inner} }`, JSON.stringify(`{root.${key}}`));
  return `sourceArgs: ${value}`;
};

const queriesOf = ({ prefix }, schema) =>
  Object.keys(schema.getQueryType()?.getFields() ?? {}).map((name) => {
    const own = name.slice(prefix.length);
    return prefix === "" ? name : `${own[0].toLowerCase()}${own.slice(1)}`;
  });

function resultType(type, { result, match }, where) {
  let named = getNamedType(type);
  for (const part of result?.split(".") ?? []) {
    const field = named.getFields?.()[part];
    if (!field) throw new SourcesError(`${where} ${named.name} has no field "${part}"`);
    named = getNamedType(field.type);
  }
  if (match !== undefined && !named.getFields?.()[match])
    throw new SourcesError(`${where} ${named.name} has no field "${match}" to match keys with`);
  return named;
}
