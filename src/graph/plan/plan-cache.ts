import { Kind, visit, type ASTNode, type FieldNode, type GraphQLResolveInfo } from "graphql";

/** The part of an operation's information that a plan is made from. */
export type Selection = Pick<GraphQLResolveInfo, "schema" | "fragments" | "variableValues">;

const MAX_VARIANTS = 16;

/**
 * Remembers plans as long as the operation's document is remembered: one for each list of field nodes and for each
 * set of values of the variables that `@include` and `@skip` depend on.
 */
export class PlanCache<T> {
  readonly #known = new WeakMap<FieldNode, { nodes: readonly FieldNode[]; shape: string; plan: T }[]>();
  readonly #switches = new WeakMap<FieldNode, readonly string[]>();

  get(nodes: readonly FieldNode[], selection: Selection, name: string, make: (settled: Selection) => T): T {
    const [first] = nodes;
    if (!first) return make(selection);
    const shape = `${name}${nodes.map((node) => this.#shape(node, selection)).join()}`;
    let known = this.#known.get(first);
    if (!known) this.#known.set(first, (known = []));
    const found = known.find((entry) => entry.shape === shape && isSame(entry.nodes, nodes));
    if (found) return found.plan;
    const plan = make(this.#settled(nodes, selection));
    if (known.length === MAX_VARIANTS) known.shift();
    known.push({ nodes, shape, plan });
    return plan;
  }

  // A plan outlives its request: it must not hold the request's variables. A null fails where it is executed.
  #settled(nodes: readonly FieldNode[], { schema, fragments, variableValues }: Selection): Selection {
    const switches = nodes.flatMap((node) => this.#switches.get(node) ?? []);
    const kept = switches
      .filter((name) => name in variableValues)
      .map((name) => [name, variableValues[name] === true]);
    return { schema, fragments, variableValues: Object.fromEntries(kept) as Record<string, unknown> };
  }

  #shape(node: FieldNode, { fragments, variableValues }: Selection): string {
    let switches = this.#switches.get(node);
    if (!switches) this.#switches.set(node, (switches = switchesOf(node, fragments)));
    return switches.map((name) => Number(variableValues[name] === true)).join("");
  }
}

/** Whether two lists have the same field nodes. */
export const isSame = (one: readonly FieldNode[], other: readonly FieldNode[]): boolean =>
  one.length === other.length && one.every((node, index) => node === other[index]);

/** Names of the variables in any directive below a node, and in the fragments that it spreads. */
export function switchesOf(node: ASTNode, fragments: Selection["fragments"]): readonly string[] {
  const found = new Set<string>();
  const visited = new Set<string>();
  const look = (below: ASTNode): void => {
    visit(below, {
      Directive: ({ arguments: given }) => {
        for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) found.add(value.name.value);
      },
      FragmentSpread: ({ name: { value: name } }) => {
        const fragment = Object.hasOwn(fragments, name) ? fragments[name] : undefined;
        if (!fragment || visited.has(name)) return;
        visited.add(name);
        look(fragment);
      },
    });
  };
  look(node);
  return [...found];
}
