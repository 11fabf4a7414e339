import { Kind, type ArgumentNode, type ValueNode } from "graphql";

/**
 * How many values a value consists of, with the lists and objects that hold them; as soon as there are more than `most`,
 * no more are counted.
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

/** Counts the values that arguments of one operation hold, as often as they are given: variables wherever they stand. */
export class ArgumentValues {
  readonly #variables = new Map<string, number>();

  constructor(
    readonly variables: Readonly<Record<string, unknown>>,
    /** Beyond which a variable's values are not counted. */
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
