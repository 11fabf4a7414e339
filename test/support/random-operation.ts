import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";
import fc from "fast-check";

/** An operation and its variables. */
export interface RandomOperation {
  document: string;
  variables: Record<string, unknown>;
}

/** Root fields to begin with, with their arguments. */
const ROOTS = [
  `region(code: "15.71")`,
  `region(code: "33")`,
  `region(code: "ID")`,
  `regions(first: 6, orderBy: [{ field: COVERAGE_RATE, direction: DESC }])`,
  `regions(last: 5, filter: { workerCohorts: { some: {} } })`,
  `provinces(first: 3, orderBy: [{ field: NAME, direction: DESC }])`,
  `cities(first: 4, filter: { within: "33" })`,
  `employers(first: 4)`,
  `workerCohorts(first: 7)`,
  `observations(first: 6, orderBy: [{ field: VALUE }])`,
  `conflicts(first: 3)`,
  `awardResults(first: 5, orderBy: [{ field: RANK }])`,
  `regulations(first: 4)`,
  `sources(first: 3)`,
  `cohortCategories`,
  `search(text: "magelang", first: 4)`,
] as const;

const PAGES = [
  "(first: 2)",
  "(last: 2)",
  "(first: 8)",
  "(first: 0)",
  "(first: $size)",
  "(first: 501)",
  "",
] as const;
const ORDERED: Record<string, readonly string[]> = {
  observations: [
    "(first: 3, orderBy: [{ field: VALUE, direction: DESC }])",
    "(first: 2, filter: { valueStatus: { eq: ACTUAL } })",
    "(last: 7, orderBy: [{ field: PERIOD }])",
  ],
  workerCohorts: [
    "(first: 2, filter: { vulnerable: true })",
    "(first: 3, orderBy: [{ field: CATEGORY, direction: DESC }])",
  ],
  regions: ["(first: 4, orderBy: [{ field: NAME, direction: DESC }])"],
};
const BARE = new Set(["Source.observations", "Employer.workerCohorts"]);
const SWITCHES = ["", "", "", "@include(if: $yes)", "@include(if: $no)", "@skip(if: $no)"] as const;

/** Operations over the relations of a schema: aliases, fragments, directives, pages, orders, filters, variables. */
export function randomOperation(schema: GraphQLSchema): fc.Arbitrary<RandomOperation> {
  return fc
    .record({
      roots: fc.array(fc.constantFrom(...ROOTS), { minLength: 1, maxLength: 2 }),
      choices: fc.infiniteStream(fc.nat(1_000_000)),
      size: fc.nat(4),
      yes: fc.boolean(),
      no: fc.boolean(),
    })
    .map(({ roots, choices, size, yes, no }) => {
      const writer = new OperationWriter(schema, choices);
      const fields = roots.map((root, index) => `r${index}: ${root} ${writer.root(root)}`);
      const text = `query ($size: Int, $yes: Boolean!, $no: Boolean!) {
        ${fields.join("\n")}
        used: provinces(first: $size) @include(if: $yes) { totalCount @skip(if: $no) __typename }
      } ${writer.fragments.join("\n")}`;
      return { document: text, variables: { size, yes, no } };
    });
}

class OperationWriter {
  readonly fragments: string[] = [];
  #aliases = 0;

  constructor(
    readonly schema: GraphQLSchema,
    readonly choices: IterableIterator<number>,
  ) {}

  root(call: string): string {
    const name = /^\w+/.exec(call)?.[0] ?? "";
    const field = this.schema.getQueryType()?.getFields()[name];
    if (!field) throw new Error(`No root field ${name}`);
    return this.#selection(getNamedType(field.type), 4);
  }

  #pick<T>(items: readonly T[]): T {
    return items[(this.choices.next().value as number) % items.length] as T;
  }

  #chance(oneIn: number): boolean {
    return this.#pick(Array.from({ length: oneIn }, (_, index) => index)) === 0;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    const parts = ["__typename"];
    if (isObjectType(type) && type.name.endsWith("Connection")) parts.push(...this.#page(type, depth));
    else if (isObjectType(type) || isInterfaceType(type)) {
      const count = depth > 0 ? 2 + this.#pick([0, 1, 2]) : 1;
      const fields = Object.values(type.getFields());
      for (let index = 0; index < count; index++) {
        const part = this.#field(type.name, this.#pick(fields), depth);
        parts.push(this.#chance(8) ? this.#asFragment(type.name, part) : part);
      }
    }
    if (isAbstractType(type) && depth > 0) {
      const own = this.#pick(this.schema.getPossibleTypes(type));
      parts.push(
        `... on ${own.name} { ${this.#field(own.name, this.#pick(Object.values(own.getFields())), depth)} }`,
      );
    }
    return `{ ${parts.join(" ")} }`;
  }

  #asFragment(type: string, part: string): string {
    const name = `F${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${type} { ${part} }`);
    return `...${name}`;
  }

  #page(type: GraphQLObjectType, depth: number): string[] {
    const { nodes } = type.getFields();
    if (!nodes) throw new Error(`${type.name} has no nodes`);
    const node = getNamedType(nodes.type);
    const rows = (): string => this.#selection(node, depth - 1);
    const parts = [
      () => `nodes ${rows()}`,
      () => `edges { cursor node ${rows()} }`,
      () => `edges { cursor }`,
      () => `pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`,
      () => `totalCount`,
      () => `again: nodes ${rows()}`,
    ];
    return [`nodes ${rows()}`, ...(this.#chance(2) ? [this.#pick(parts.slice(1))()] : [])];
  }

  #field(owner: string, field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    if (!isLeafType(type) && depth <= 0) return "__typename";
    const alias = `a${this.#aliases++}: `;
    const page = type.name.endsWith("Connection");
    const given = [...PAGES, ...(BARE.has(`${owner}.${field.name}`) ? [] : (ORDERED[field.name] ?? []))];
    const args = page ? this.#pick(given) : "";
    const below = isLeafType(type) ? "" : this.#selection(type, depth - 1);
    return `${this.#chance(3) ? "" : alias}${field.name}${args} ${this.#pick(SWITCHES)} ${below}`;
  }
}
