import { Kind, parse } from "graphql";

// What a supergraph may say of a field without changing who answers it.
const HARMLESS = new Set(["join__field", "deprecated", "tag", "requiresScopes"]);

const argumentOf = (directive, name) =>
  directive.arguments.find((argument) => argument.name.value === name)?.value;
const directivesOf = (node, name) => node.directives.filter((directive) => directive.name.value === name);

/** The types and fields that one source of a supergraph answers without any other. */
export function ownedBy(source, supergraph) {
  const { definitions } = parse(supergraph, { noLocation: true });
  const graph = graphOf(source, definitions);
  const isOf = (directive) => argumentOf(directive, "graph")?.value === graph;
  const fields = new Map();
  for (const definition of definitions) {
    if (!("directives" in definition) || !("name" in definition) || !definition.name) continue;
    const joined = directivesOf(definition, "join__type").filter(isOf);
    if (joined.length === 0 || joined.some((directive) => isTrue(directive, "isInterfaceObject"))) continue;
    const own = (definition.fields ?? []).filter((field) => isOwn(field, isOf));
    fields.set(definition.name.value, new Set(["__typename", ...own.map(({ name }) => name.value)]));
  }
  return {
    type: (name) => fields.has(name),
    field: (type, name) => fields.get(type)?.has(name) ?? false,
  };
}

const isTrue = (directive, name) => argumentOf(directive, name)?.value === true;

/** A field without `@join__field` is answered by every source of its type. One that a source overrides may be either's. */
function isOwn(field, isOf) {
  if (field.directives.some(({ name }) => !HARMLESS.has(name.value))) return false;
  const joined = directivesOf(field, "join__field");
  if (joined.some((directive) => argumentOf(directive, "override") ?? argumentOf(directive, "overrideLabel")))
    return false;
  const ours = joined.filter(isOf);
  return (
    joined.length === 0 || ours.some((each) => !isTrue(each, "external") && !isTrue(each, "usedOverridden"))
  );
}

function graphOf(source, definitions) {
  const graphs = definitions.find(
    ({ kind, name }) => kind === Kind.ENUM_TYPE_DEFINITION && name.value === "join__Graph",
  );
  return graphs?.values.find((value) =>
    directivesOf(value, "join__graph").some((directive) => argumentOf(directive, "name")?.value === source),
  )?.name.value;
}
