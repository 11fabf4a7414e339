import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from "graphql";
import fc from "fast-check";
import type { RandomOperation } from "./random-operation.js";

// Values that are right, wrong, or at a bound.
const SCALARS: Record<string, readonly unknown[]> = {
  Int: [0, 1, 2, 3, 5, 500, -1],
  SafeInt: [0, 1, 19_000, 2 ** 53 - 1],
  Float: [0, 0.5, 1, 1e308],
  Boolean: [true, false],
  String: ["PROTECTED_WORKERS", "COVERAGE_RATE", "POTENTIAL_WORKERS", "VULNERABLE", "jambi", "", "15.71"],
  ID: ["Q2l0eToxNS43MQ", "UmVnZW5jeToxNS4wMQ", "none"],
  RegionCode: ["15.71", "33", "ID", "1571", "99"],
  Date: ["2024-12-31", "2025-06-30", "2017-01-01", "2025-02-30"],
  Month: ["2025-06", "2024-12", "2025-13"],
  DateTime: ["2026-11-20T00:00:00Z", "2026-01-01T00:00:00+07:00"],
  _Any: [
    { __typename: "City", code: "15.71" },
    { __typename: "City" },
    { __typename: "Indicator", code: "COVERAGE_RATE" },
  ],
};

const MAX_DEPTH = 4;

type Choose = <T>(items: readonly T[]) => T;

/**
 * Operations of one root field whose arguments are random at every depth: literals, nulls, things left out, and
 * variables with and without defaults that are given, null or left out.
 */
export function operationWithRandomArguments(schema: GraphQLSchema): fc.Arbitrary<RandomOperation> {
  const roots = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(({ args }) => args.length > 0);
  return fc.infiniteStream(fc.nat(1_000_000)).map((choices) => {
    const choose: Choose = (items) => items[(choices.next().value as number) % items.length] as never;
    return new ArgumentWriter(schema, choose).operation(choose(roots));
  });
}

class ArgumentWriter {
  readonly #declarations: string[] = [];
  readonly #variables: Record<string, unknown> = {};

  constructor(
    readonly schema: GraphQLSchema,
    readonly choose: Choose,
  ) {}

  operation(root: GraphQLField<unknown, unknown>): RandomOperation {
    const call = this.#call(root, 3);
    const declared = this.#declarations.length > 0 ? `(${this.#declarations.join(", ")})` : "";
    return { document: `query Random${declared} { ${call} }`, variables: this.#variables };
  }

  #oneIn(count: number): boolean {
    return this.choose(Array.from({ length: count }, (_, index) => index === 0));
  }

  // A field with its arguments, and some of what it leads to.
  #call(field: GraphQLField<unknown, unknown>, depth: number): string {
    const given = field.args.flatMap(({ name, type }) => {
      const isNeeded =
        isNonNullType(type) && !field.args.find((arg) => arg.name === name && arg.defaultValue !== undefined);
      return isNeeded || this.#oneIn(2) ? [`${name}: ${this.#value(type, 0, !isNeeded)}`] : [];
    });
    const args = given.length > 0 ? `(${given.join(", ")})` : "";
    return `${field.name}${args}${this.#selection(field, depth)}`;
  }

  #selection(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    if (isLeafType(type)) return "";
    const fields = "getFields" in type ? Object.values(type.getFields()) : [];
    const leaves = fields.filter((below) => isLeafType(getNamedType(below.type)) && below.args.length === 0);
    const parts = ["__typename", ...leaves.slice(0, 3).map(({ name }) => name)];
    const others = fields.filter((below) => !leaves.includes(below) && !/^(_|pageInfo)/.test(below.name));
    if (depth > 0 && others.length > 0) parts.push(this.#call(this.choose(others), depth - 1));
    return ` { ${parts.join(" ")} }`;
  }

  /** A literal of the type; `hasDefault` tells that a variable that may be null fits there even where null does not. */
  #value(type: GraphQLInputType, depth: number, hasDefault: boolean): string {
    if (this.#oneIn(3)) return this.#variable(type, depth, hasDefault);
    if (isNonNullType(type)) return this.#literal(type.ofType, depth);
    return this.#oneIn(6) ? "null" : this.#literal(type, depth);
  }

  #literal(type: GraphQLInputType, depth: number): string {
    if (isListType(type)) {
      const items = this.choose([0, 1, 2, 3]);
      const item = (): string => this.#value(type.ofType, depth + 1, false);
      return `[${Array.from({ length: items }, item).join(", ")}]`;
    }
    if (!isInputObjectType(type)) return this.#written(this.#json(type, depth), type);
    const fields = this.#fieldsOf(type, depth).map(
      ({ name, type: below, isNeeded }) => `${name}: ${this.#value(below, depth + 1, !isNeeded)}`,
    );
    return `{ ${fields.join(", ")} }`;
  }

  #written(value: unknown, type: GraphQLInputType): string {
    if (isEnumType(type)) return String(value);
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    // An unknown scalar's literal may hold variables of its own.
    const entries = Object.entries(value).map(([name, part]) => {
      const isLeft = this.#oneIn(2);
      return `${name}: ${isLeft ? JSON.stringify(part) : this.#declared("String", JSON.stringify(part), part)}`;
    });
    return `{ ${entries.join(", ")} }`;
  }

  #variable(type: GraphQLInputType, depth: number, hasDefault: boolean): string {
    const bare = isNonNullType(type) ? type.ofType : type;
    const value = this.#json(bare, depth);
    const mayBeNull = !isNonNullType(type) || hasDefault || this.#oneIn(3);
    return this.#declared(
      mayBeNull ? String(bare) : String(type),
      isLeafType(bare) && !isEnumType(bare)
        ? JSON.stringify(value)
        : isEnumType(bare)
          ? String(value)
          : "null",
      value,
    );
  }

  // Declares a variable, and gives it a value, null, or nothing.
  #declared(type: string, standard: string, value: unknown): string {
    const name = `v${this.#declarations.length}`;
    const hasDefault =
      this.#oneIn(3) && !(type.endsWith("!") && standard === "null") && !standard.startsWith("{");
    this.#declarations.push(`$${name}: ${type}${hasDefault ? ` = ${standard}` : ""}`);
    const state = this.choose(["given", "given", "null", "absent", "absent"] as const);
    if (state === "given") this.#variables[name] = value;
    if (state === "null") this.#variables[name] = null;
    return `$${name}`;
  }

  #json(type: GraphQLInputType, depth: number): unknown {
    if (isNonNullType(type)) return this.#json(type.ofType, depth);
    if (isListType(type))
      return Array.from({ length: this.choose([0, 1, 2]) }, () => this.#json(type.ofType, depth + 1));
    if (isEnumType(type)) return this.choose(type.getValues()).name;
    if (!isInputObjectType(type)) {
      const values = SCALARS[type.name];
      if (!values) throw new Error(`No values for ${type.name}`);
      return this.choose(values);
    }
    return Object.fromEntries(
      this.#fieldsOf(type, depth).map(({ name, type: below, isNeeded }) => [
        name,
        !isNeeded && this.#oneIn(8) ? null : this.#json(below, depth + 1),
      ]),
    );
  }

  #fieldsOf(
    type: GraphQLInputType,
    depth: number,
  ): { name: string; type: GraphQLInputType; isNeeded: boolean }[] {
    if (!isInputObjectType(type)) return [];
    const fields = Object.values(type.getFields()).map(({ name, type: below, defaultValue }) => ({
      name,
      type: below,
      isNeeded: isNonNullType(below) && defaultValue === undefined,
    }));
    const others = fields.filter(
      ({ isNeeded, type: below }) => !isNeeded && (depth < MAX_DEPTH || isLeafType(getNamedType(below))),
    );
    const count = others.length === 0 ? 0 : this.choose([0, 1, 1, 2]);
    const chosen = new Set(Array.from({ length: count }, () => this.choose(others)));
    return [...fields.filter(({ isNeeded }) => isNeeded), ...chosen];
  }
}
