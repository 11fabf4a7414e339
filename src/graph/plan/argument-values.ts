import { Kind, type ArgumentNode, type ValueNode } from "graphql";

/**
 * Counts the values in a value: scalars, lists and objects. Counting stops as soon as the result exceeds `most`.
 */
export function valuesIn(value: unknown, most: number): number {
  if (typeof value !== "object" || value === null) return 1;
  let count = 1;
  for (const inner of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
    if (count > most) break;
    count += valuesIn(inner, most - count);
  }
  return count;
}

/** Counts the values in the arguments of one operation; a variable counts wherever it is used. */
export class ArgumentValues {
  readonly #variables = new Map<string, number>();

  constructor(
    readonly variables: Readonly<Record<string, unknown>>,
    /** The limit at which counting the values of a variable stops. */
    readonly most: number,
  ) {}

  of(args: readonly ArgumentNode[] = []): number {
    return args.reduce((sum, { value }) => sum + this.#literal(value), 0);
  }

  #literal(node: ValueNode): number {
    switch (node.kind) {
      case Kind.VARIABLE:
        return this.#variable(node.name.value);
      case Kind.LIST:
        return node.values.reduce((sum, value) => sum + this.#literal(value), 1);
      case Kind.OBJECT:
        return node.fields.reduce((sum, { value }) => sum + this.#literal(value), 1);
      default:
        return 1;
    }
  }

  #variable(name: string): number {
    let count = this.#variables.get(name);
    if (count === undefined) this.#variables.set(name, (count = valuesIn(this.variables[name], this.most)));
    return count;
  }
}
