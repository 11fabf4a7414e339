import {
  Kind,
  type DirectiveNode,
  type FieldNode,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from "graphql";

import { Attached } from "../../collections.js";

/** The part of GraphQLResolveInfo from which plans are made. */
export type Selection = Pick<GraphQLResolveInfo, "schema" | "fragments" | "variableValues">;

export const MAX_VARIANTS = 16;

/**
 * Caches plans as long as the document is cached: one for each list of field nodes and each set of values of the
 * variables in `@include` and `@skip`.
 */
export class PlanCache<T> {
  readonly #plans = new Attached<FieldNode, { nodes: readonly FieldNode[]; shape: string; plan: T }[]>();
  readonly #switches = new Attached<FieldNode, readonly string[]>();

  get(nodes: readonly FieldNode[], selection: Selection, name: string, make: (selection: Selection) => T): T {
    const [first] = nodes;
    if (!first) return make(selection);
    const shape = `${name}${nodes.map((node) => this.#shape(node, selection)).join()}`;
    let cached = this.#plans.get(first);
    if (!cached) this.#plans.set(first, (cached = []));
    const found = cached.find((entry) => entry.shape === shape && isSame(entry.nodes, nodes));
    if (found) return found.plan;
    const plan = make(this.#withSwitches(nodes, selection));
    if (cached.length === MAX_VARIANTS) cached.shift();
    cached.push({ nodes, shape, plan });
    return plan;
  }

  // Plans outlive their requests, so they must hold only the variables in `switches`. A null becomes false here; the
  // executor reports it as an error.
  #withSwitches(nodes: readonly FieldNode[], { schema, fragments, variableValues }: Selection): Selection {
    const switches = nodes.flatMap((node) => this.#switches.get(node) ?? []);
    const values = switches
      .filter((name) => name in variableValues)
      .map((name) => [name, variableValues[name] === true]);
    return { schema, fragments, variableValues: Object.fromEntries(values) as Record<string, unknown> };
  }

  #shape(node: FieldNode, { fragments, variableValues }: Selection): string {
    let switches = this.#switches.get(node);
    if (!switches) this.#switches.set(node, (switches = switchesOf([node], fragments)));
    return switches.map((name) => Number(variableValues[name] === true)).join("");
  }
}

/** Whether two lists contain the same field nodes in the same order. */
export const isSame = (one: readonly FieldNode[], other: readonly FieldNode[]): boolean =>
  one.length === other.length && one.every((node, index) => node === other[index]);

/** A part of a document that may have directives, and selections below. */
interface Selecting {
  readonly directives?: readonly DirectiveNode[] | undefined;
  readonly selectionSet?: SelectionSetNode | undefined;
}

/** The names of the variables in all directives below some nodes and in the fragments that they spread. */
export function switchesOf(
  nodes: readonly Selecting[],
  fragments: Selection["fragments"],
): readonly string[] {
  const found = new Set<string>();
  const visited = new Set<string>();
  const look = ({ directives = [], selectionSet }: Selecting): void => {
    for (const { arguments: given = [] } of directives)
      for (const { value } of given) if (value.kind === Kind.VARIABLE) found.add(value.name.value);
    for (const selection of selectionSet?.selections ?? []) {
      look(selection);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || visited.has(selection.name.value)) continue;
      visited.add(selection.name.value);
      const { value: name } = selection.name;
      const fragment = Object.hasOwn(fragments, name) ? fragments[name] : undefined;
      if (fragment) look(fragment);
    }
  };
  nodes.forEach(look);
  return [...found];
}
