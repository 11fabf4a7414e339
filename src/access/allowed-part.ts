import {
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { Attached, madeOnce } from "../collections.js";
import { forbidden, leftOut, type UserError } from "../errors.js";
import { isOpen, neededBy, partsOf } from "../graph/declare/scope.js";
import type { Viewer } from "./viewer.js";

/** What a viewer may execute of a document, and an error for each place that it may not. */
export interface AllowedPart {
  document: DocumentNode;
  /** The fields that were taken out of the document. */
  pruned: readonly UserError[];
  /** Arguments that may not be given. What they would choose cannot be left out, so nothing is executed. */
  refused: readonly UserError[];
}

const parts = new Attached<OperationDefinitionNode, Map<string, AllowedPart>>();

/**
 * The part of a valid document that a viewer may execute: without the other operations, and without every field that
 * needs a scope that the viewer lacks, wherever it is and whatever its directives say. It is made once for an operation
 * and an access class, since plans and prepared operations are cached with their nodes; without forbidden fields it is
 * the document itself.
 */
export function allowedPart(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  viewer: Viewer,
): AllowedPart {
  let byClass = parts.get(operation);
  if (!byClass) parts.set(operation, (byClass = new Map<string, AllowedPart>()));
  let part = byClass.get(viewer.accessClass);
  if (!part) byClass.set(viewer.accessClass, (part = partOf(schema, document, operation, viewer)));
  return part;
}

// Names have no escapes, so what a text does not name anywhere, its document does not use.
function partOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  viewer: Viewer,
): AllowedPart {
  if (document.loc && !protectedNames(schema).test(document.loc.source.body))
    return { document, pruned: [], refused: [] };
  return new Pruning(schema, viewer).of(document, operation);
}

/** Finds the names of all that needs a scope, without what they belong to. */
const protectedNames = madeOnce((schema: GraphQLSchema): RegExp => {
  const names = [...partsOf(schema)]
    .filter(([, part]) => neededBy(part))
    .flatMap(([places]) => places.map((place) => /(\w+)\)?$/.exec(place)?.[1] ?? ""));
  return new RegExp(names.length === 0 ? "(?!)" : `\\b(?:${[...new Set(names)].join("|")})\\b`);
});

class Pruning {
  readonly #pruned: UserError[] = [];
  readonly #refused: UserError[] = [];
  /** The fields that replace emptied selections. */
  readonly #fillers = new Set<ASTNode>();
  readonly #types: TypeInfo;

  constructor(
    readonly schema: GraphQLSchema,
    readonly viewer: Viewer,
  ) {
    this.#types = new TypeInfo(schema);
  }

  of(document: DocumentNode, operation: OperationDefinitionNode): AllowedPart {
    const used = reachable(document, operation);
    const types = this.#types;
    const allowed = visit(
      used,
      visitWithTypeInfo(types, {
        Field: (node) => (this.#isForbidden(node) ? null : undefined),
        Argument: (node) => {
          this.#require(types.getArgument(), node, `the argument \`${node.name.value}\``);
        },
        ObjectField: (node) => {
          const type = getNamedType(types.getParentInputType());
          const field = isInputObjectType(type) ? type.getFields()[node.name.value] : undefined;
          this.#require(field, node, `\`${type?.name ?? ""}.${node.name.value}\``);
        },
        EnumValue: (node) => {
          this.#require(types.getEnumValue(), node, `\`${node.value}\``);
        },
        SelectionSet: {
          leave: (node) => {
            if (node.selections.length > 0) return undefined;
            const filler: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };
            this.#fillers.add(filler);
            return { ...node, selections: [filler] };
          },
        },
        InlineFragment: {
          // The selection around it is filled if nothing else is left there.
          leave: ({ selectionSet: { selections } }) =>
            selections.every((selection) => this.#fillers.has(selection)) ? null : undefined,
        },
      }),
    );
    const [pruned, refused] = [this.#pruned, this.#refused];
    return { document: pruned.length === 0 ? document : copied(allowed), pruned, refused };
  }

  #isForbidden(node: FieldNode): boolean {
    const parent = this.#types.getParentType();
    const fields = parent
      ? [parent, ...possibleTypes(this.schema, parent)].map((type) => fieldOf(type, node))
      : [];
    if (fields.every((field) => !field || this.#may(field))) return false;
    this.#pruned.push(leftOut(`the field \`${parent?.name ?? ""}.${node.name.value}\``, node));
    return true;
  }

  #require(part: Parameters<typeof neededBy>[0] | null | undefined, node: ASTNode, named: string): void {
    if (part && !this.#may(part)) this.#refused.push(forbidden(named, node));
  }

  #may(part: Parameters<typeof neededBy>[0]): boolean {
    const needed = neededBy(part);
    return needed?.denial !== "refused" || isOpen(needed, this.viewer.scopes);
  }
}

/**
 * A document of nodes that no other document has. What is cached with a node depends on the fragments that are spread
 * below it, too, so that no viewer may meet the nodes of another's part.
 */
function copied<T>(node: T): T {
  if (Array.isArray(node)) return node.map(copied) as T;
  if (typeof node !== "object" || node === null || !("kind" in node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([name, value]: [string, unknown]) => [
      name,
      name === "loc" ? value : copied(value),
    ]),
  ) as T;
}

const fieldOf = (type: GraphQLNamedType, { name: { value: name } }: FieldNode) =>
  "getFields" in type && !isInputObjectType(type) ? type.getFields()[name] : undefined;

const possibleTypes = (schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] =>
  isAbstractType(type) && !isObjectType(type) ? schema.getPossibleTypes(type) : [];

/** A document with only an operation and the fragments that it spreads, directly or not. */
function reachable(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const spread = new Set<string>();
  const look = (node: ASTNode): void => {
    visit(node, {
      FragmentSpread: ({ name: { value: name } }) => {
        if (spread.has(name)) return;
        spread.add(name);
        for (const other of document.definitions)
          if (other.kind === Kind.FRAGMENT_DEFINITION && other.name.value === name) look(other);
      },
    });
  };
  look(operation);
  const definitions = document.definitions.filter(
    (one) => one === operation || (one.kind === Kind.FRAGMENT_DEFINITION && spread.has(one.name.value)),
  );
  return { ...document, definitions };
}
