import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";

/** The name under which documents of `citing` ask for citations. */
const CITED = "cited";

/** Fields that lead to sources, and what to ask of each. */
const ROADS: Readonly<Record<string, string>> = {
  source: `source { ${CITED}: citation }`,
  sources: `sources { ${CITED}: citation }`,
  observation: `observation { source { ${CITED}: citation } }`,
  derivedFrom: `derivedFrom { source { ${CITED}: citation } }`,
};

const CITABLE = new Set(["Source", "Observation"]);

/** The document, asking beside every figure and fact for the citation of its source. */
export function citing(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave: (node) => {
          const parent = types.getParentType();
          if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
          const fields = parent.getFields();
          const selected = new Set(node.selections.map(nameOf));
          const added =
            parent.name === "Source"
              ? [`${CITED}: citation`]
              : Object.keys(ROADS).filter((road) => leadsToSource(fields[road]) && !selected.has(road));
          const more = added.flatMap((text) => selectionsOf(ROADS[text] ?? text));
          return more.length === 0 ? undefined : { ...node, selections: [...node.selections, ...more] };
        },
      },
    }),
  );
}

const leadsToSource = (field: GraphQLField<unknown, unknown> | undefined): boolean =>
  field !== undefined && CITABLE.has(getNamedType(field.type).name);

const nameOf = (selection: SelectionSetNode["selections"][number]): string | null =>
  selection.kind === Kind.FIELD ? selection.name.value : null;

function selectionsOf(text: string): readonly FieldNode[] {
  const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION
    ? (operation.selectionSet.selections as readonly FieldNode[])
    : [];
}

/**
 * An answer whose citations are gathered: each stands once in `sources`, and in place of it the number of its line, from 1.
 * Citations that the caller asked for by their own name are listed, too, and stay where they are.
 */
export function withSources(data: Record<string, unknown>): {
  data: Record<string, unknown>;
  sources: string[];
} {
  const places = new Map<string, number>();
  const placeOf = (citation: string): number => {
    const known = places.get(citation) ?? places.size + 1;
    places.set(citation, known);
    return known;
  };
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key === CITED && typeof inner === "string") return [key, placeOf(inner)];
        if (key === "citation" && typeof inner === "string") placeOf(inner);
        return [key, walk(inner)];
      }),
    );
  };
  const gathered = walk(data) as Record<string, unknown>;
  return { data: gathered, sources: [...places.keys()] };
}
