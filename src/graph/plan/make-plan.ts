import {
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";
import { derivedFrom } from "../declare/fields.js";
import { materializedPlan } from "./materialized-plan.js";
import type { PagePlan, RelationPlan, RowPlace, RowPlan } from "./plan.js";
import { isSame, PlanCache, type Selection } from "./plan-cache.js";
import type { Relation } from "../declare/relation-type.js";
import type { RowClass, Table } from "../declare/table.js";

const rowPlans = new PlanCache<RowPlan>();
const pagePlans = new PlanCache<PagePlan>();
const relationPlans = new PlanCache<RelationPlan>();

/** The plan for rows of a table, from the selections of the field nodes that return them. */
export function rowPlan(nodes: readonly FieldNode[], table: Table, operation: Selection): RowPlan {
  return rowPlans.get(nodes, operation, table.declaration.entity.name, (selection) => {
    const properties = new Set<string>();
    const relations: Mutable<RelationPlan>[] = [];
    let isWhole = false;
    for (const { type, rows } of objectTypes(table, selection)) {
      for (const [key, fieldNodes] of collectSubfields(
        selection.schema,
        selection.fragments,
        selection.variableValues,
        type,
        nodes,
      )) {
        const name = fieldNodes[0]?.name.value ?? "";
        const field = type.getFields()[name];
        if (!field) continue; // `__typename`
        const relation = field.extensions.relation as Relation | undefined;
        if (relation)
          addRelation(relations, relation, {
            key,
            field,
            nodes: fieldNodes,
            selection,
            owner: type.name,
          });
        const needed = relation?.needs ?? (field.extensions.needs as readonly string[] | undefined) ?? [name];
        const columns = columnsOf(table, rows, needed);
        if (columns) for (const column of columns) properties.add(column);
        else isWhole = true;
      }
    }
    return { properties: isWhole ? null : properties, relations };
  });
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends ReadonlySet<infer U> ? Set<U> : T[Key] };

const objectTypes = (table: Table, { schema }: Selection): { type: GraphQLObjectType; rows: RowClass }[] =>
  table.types.flatMap((rows) => {
    const type = schema.getType(rows.name);
    return isObjectType(type) ? [{ type, rows }] : [];
  });

// The columns that properties are read from; null when a property is neither a column nor a declared getter.
function columnsOf(table: Table, rows: RowClass, properties: readonly string[]): string[] | null {
  const found: string[] = [];
  for (const property of properties) {
    const columns = table.has(property) ? [property] : derivedFrom(rows, property);
    if (!columns) return null;
    found.push(...columns);
  }
  return found;
}

interface Place {
  key: string;
  field: GraphQLField<unknown, unknown>;
  nodes: readonly FieldNode[];
  selection: Selection;
  owner: string;
}

// Types of one interface that select the same relation share one plan, so that it is read for all their rows together.
function addRelation(plans: Mutable<RelationPlan>[], relation: Relation, place: Place): void {
  const same = plans.find(
    (plan) => plan.relation === relation && plan.key === place.key && isSame(plan.nodes, place.nodes),
  );
  if (same) same.owners.add(place.owner);
  else plans.push({ ...newRelationPlan(relation, place), owners: new Set([place.owner]) });
}

function newRelationPlan(relation: Relation, { key, field, nodes, selection, owner }: Place): RelationPlan {
  const isPage = relation.kind === "connection";
  const page = isPage ? pagePlan(nodes, getNamedType(field.type) as GraphQLObjectType, selection) : null;
  const rows = (table: Table): RowPlan =>
    pageRowPlan(page?.places ?? [{ path: [], nodes }], table, selection);
  const [node] = nodes;
  if (!node) throw new Error(`No field node selects ${key}`);
  const type = getNamedType(field.type) as GraphQLObjectType;
  let keptPlan: RowPlan | null | undefined;
  const kept = (table: Table): RowPlan | null =>
    // Made once, since projections are cached by their plan.
    (keptPlan = keptPlan === undefined ? materializedPlan(table, type, nodes, selection) : keptPlan);
  const materialized = (table: Table): RowPlan | null =>
    node.arguments?.length ? null : materializedPlan(table, type, nodes, selection);
  return { relation, key, owners: new Set([owner]), field, nodes, node, rows, materialized, kept, page };
}

/**
 * The plan for rows that the answer shows at some places. Several places share their rows, so that no relation of a
 * single place can be prefetched: relations are read when the executor resolves them.
 */
export function pageRowPlan(places: PagePlan["places"], table: Table, selection: Selection): RowPlan {
  const plans = places.map(({ nodes }) => rowPlan(nodes, table, selection));
  const [only, ...more] = plans;
  if (only && more.length === 0) return only;
  const isWhole = plans.some(({ properties }) => properties === null);
  const properties = new Set(plans.flatMap((plan) => [...(plan.properties ?? [])]));
  return { properties: isWhole ? null : properties, relations: [] };
}

/** The plan for a relation field that is not part of another plan, for the executor to resolve it. */
export function relationPlan(relation: Relation, info: GraphQLResolveInfo): RelationPlan {
  const { fieldNodes: nodes, parentType, fieldName } = info;
  return relationPlans.get(nodes, info, `${relation.owner.name}.${relation.name}`, (selection) => {
    const field = parentType.getFields()[fieldName] as GraphQLField<unknown, unknown>;
    const key = nodes[0]?.alias?.value ?? fieldName;
    return newRelationPlan(relation, {
      key,
      field,
      nodes,
      selection,
      owner: parentType.name,
    });
  });
}

/** The plan for a page of a connection. */
export function pagePlan(
  nodes: readonly FieldNode[],
  type: GraphQLObjectType,
  operation: Selection,
): PagePlan {
  return pagePlans.get(nodes, operation, "", (selection) => {
    const below = (parent: GraphQLObjectType, { path, nodes: of }: RowPlace): RowPlace[] =>
      [...collectSubfields(selection.schema, selection.fragments, selection.variableValues, parent, of)].map(
        ([key, found]) => ({ path: [...path, key], nodes: found }),
      );
    const fields = below(type, { path: [], nodes });
    const isNamed = (names: readonly string[], { nodes: [node] }: RowPlace): boolean =>
      names.includes(node?.name.value ?? "");
    const named = (name: string): RowPlace[] => fields.filter((place) => isNamed([name], place));
    const edgeType = getNamedType(type.getFields().edges?.type) as GraphQLObjectType;
    const infoType = getNamedType(type.getFields().pageInfo?.type) as GraphQLObjectType;
    const edges = named("edges").flatMap((of) => below(edgeType, of));
    const info = named("pageInfo").flatMap((of) => below(infoType, of));
    const shows = (of: readonly RowPlace[], names: readonly string[]): boolean =>
      of.some((place) => isNamed(names, place));
    const places = [...named("nodes"), ...edges.filter((place) => isNamed(["node"], place))];
    return {
      nodes: named("nodes").length > 0,
      edges: named("edges").length > 0,
      pageInfo: info.length > 0,
      cursors: { edges: shows(edges, ["cursor"]), ends: shows(info, ["startCursor", "endCursor"]) },
      totalCount: named("totalCount").length > 0,
      places,
    };
  });
}
