import {
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";
import { derivedFrom } from "./fields.js";
import { keptPlan } from "./kept.js";
import { isSame, Plans, type Asked } from "./plans.js";
import type { Relation } from "./relation.js";
import type { RowClass, Table } from "./table.js";

/** What is asked of the rows of one table at one place of an operation. */
export interface RowPlan {
  /** Properties to select; null for all of them, because a resolver of its own reads the row. */
  properties: ReadonlySet<string> | null;
  relations: readonly RelationPlan[];
}

/** A relation that is asked for at one place of an operation. */
export interface RelationPlan {
  relation: Relation;
  /** The name under which the answer shows it. */
  key: string;
  /** Types of the rows for which it is asked. */
  owners: ReadonlySet<string>;
  field: GraphQLField<unknown, unknown>;
  nodes: readonly FieldNode[];
  /** The first of them, which names the arguments. */
  node: FieldNode;
  /** The plan for the rows that it leads to. */
  rows: (table: Table) => RowPlan;
  /** The plan for the table that keeps what it computes; null when that does not hold all that is asked. */
  kept: (table: Table) => RowPlan | null;
  /** Null unless it leads to a page. */
  page: PagePlan | null;
}

/** What is asked of a page. */
export interface PagePlan {
  nodes: boolean;
  edges: boolean;
  pageInfo: boolean;
  /** Where cursors are shown: with the edges, and of both ends of the page. */
  cursors: { edges: boolean; ends: boolean };
  totalCount: boolean;
  /** Where the answer shows the page's rows: the fields whose selections are about them, for each place. */
  places: readonly (readonly FieldNode[])[];
}

const rowPlans = new Plans<RowPlan>();
const pagePlans = new Plans<PagePlan>();
const relationPlans = new Plans<RelationPlan>();

/** The plan for a table's rows that the selections of some fields are about. */
export function rowPlan(nodes: readonly FieldNode[], table: Table, operation: Asked): RowPlan {
  return rowPlans.get(nodes, operation, table.declaration.entity.name, (asked) => {
    const properties = new Set<string>();
    const relations: Written<RelationPlan>[] = [];
    let isWhole = false;
    for (const { type, rows } of objectTypes(table, asked)) {
      for (const [key, fieldNodes] of collectSubfields(
        asked.schema,
        asked.fragments,
        asked.variableValues,
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
            asked,
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

type Written<T> = { -readonly [Key in keyof T]: T[Key] extends ReadonlySet<infer U> ? Set<U> : T[Key] };

const objectTypes = (table: Table, { schema }: Asked): { type: GraphQLObjectType; rows: RowClass }[] =>
  table.types.flatMap((rows) => {
    const type = schema.getType(rows.name);
    return isObjectType(type) ? [{ type, rows }] : [];
  });

// The columns behind properties; null when only the resolver of a field knows.
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
  asked: Asked;
  owner: string;
}

// What an interface's types have in common is read for all of them together.
function addRelation(plans: Written<RelationPlan>[], relation: Relation, place: Place): void {
  const same = plans.find(
    (plan) => plan.relation === relation && plan.key === place.key && isSame(plan.nodes, place.nodes),
  );
  if (same) same.owners.add(place.owner);
  else plans.push({ ...newRelationPlan(relation, place), owners: new Set([place.owner]) });
}

function newRelationPlan(relation: Relation, { key, field, nodes, asked, owner }: Place): RelationPlan {
  const isPage = relation.kind === "connection";
  const page = isPage ? pagePlan(nodes, getNamedType(field.type) as GraphQLObjectType, asked) : null;
  const rows = (table: Table): RowPlan => pageRowPlan(page?.places ?? [nodes], table, asked);
  const [node] = nodes;
  if (!node) throw new Error(`No field asks for ${key}`);
  const kept = (table: Table): RowPlan | null =>
    node.arguments?.length
      ? null
      : keptPlan(table, getNamedType(field.type) as GraphQLObjectType, nodes, asked);
  return { relation, key, owners: new Set([owner]), field, nodes, node, rows, kept, page };
}

/**
 * The plan for rows that the answer shows at some places. What belongs to one place cannot be kept on a row that
 * several share: relations are read when they are come to then.
 */
export function pageRowPlan(places: PagePlan["places"], table: Table, asked: Asked): RowPlan {
  const plans = places.map((nodes) => rowPlan(nodes, table, asked));
  const [only, ...more] = plans;
  if (only && more.length === 0) return only;
  const isWhole = plans.some(({ properties }) => properties === null);
  const properties = new Set(plans.flatMap((plan) => [...(plan.properties ?? [])]));
  return { properties: isWhole ? null : properties, relations: [] };
}

/** The plan for one relation field, when it is come to without having been planned. */
export function relationPlan(relation: Relation, info: GraphQLResolveInfo): RelationPlan {
  const { fieldNodes: nodes, parentType, fieldName } = info;
  return relationPlans.get(nodes, info, `${relation.owner.name}.${relation.name}`, (asked) => {
    const field = parentType.getFields()[fieldName] as GraphQLField<unknown, unknown>;
    const key = nodes[0]?.alias?.value ?? fieldName;
    return newRelationPlan(relation, {
      key,
      field,
      nodes,
      asked,
      owner: parentType.name,
    });
  });
}

/** The plan for a page of a connection. */
export function pagePlan(nodes: readonly FieldNode[], type: GraphQLObjectType, operation: Asked): PagePlan {
  return pagePlans.get(nodes, operation, "", (asked) => {
    const below = (parent: GraphQLObjectType, of: readonly FieldNode[]): (readonly FieldNode[])[] => [
      ...collectSubfields(asked.schema, asked.fragments, asked.variableValues, parent, of).values(),
    ];
    const fields = below(type, nodes);
    const named = (name: string): (readonly FieldNode[])[] =>
      fields.filter(([node]) => node?.name.value === name);
    const edgeType = getNamedType(type.getFields().edges?.type) as GraphQLObjectType;
    const infoType = getNamedType(type.getFields().pageInfo?.type) as GraphQLObjectType;
    const edges = named("edges").flatMap((of) => below(edgeType, of));
    const info = named("pageInfo").flatMap((of) => below(infoType, of));
    const shows = (of: readonly (readonly FieldNode[])[], names: readonly string[]): boolean =>
      of.some(([node]) => names.includes(node?.name.value ?? ""));
    const places = [...named("nodes"), ...edges.filter(([node]) => node?.name.value === "node")];
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
