import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isSpecifiedScalarType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
} from "graphql";

/** A JSON Schema, as far as inputs of the graph need it. */
export type JsonSchema = Record<string, unknown>;

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  Boolean: { type: "boolean" },
  Date: { type: "string", format: "date" },
  DateTime: { type: "string", format: "date-time" },
  Float: { type: "number" },
  Int: { type: "integer" },
  SafeInt: { type: "integer" },
  _Any: { type: "object" },
};

/** Gathers the schemas of input objects, which may refer to themselves, under `$defs`. */
export class InputSchemas {
  readonly #definitions: Record<string, JsonSchema> = {};

  /** The schemas of all input objects so far, by name. */
  get definitions(): Readonly<Record<string, JsonSchema>> {
    return this.#definitions;
  }

  /** The JSON Schema of an input type. */
  of(type: GraphQLInputType): JsonSchema {
    if (isNonNullType(type)) return this.of(type.ofType);
    if (isListType(type)) return { type: "array", items: this.of(type.ofType) };
    return this.#ofNamed(getNamedType(type));
  }

  #ofNamed(type: GraphQLNamedInputType): JsonSchema {
    const about = type.description && !isSpecifiedScalarType(type) ? { description: type.description } : {};
    if (isEnumType(type)) {
      const values = type.getValues().map(({ name, description }) => `${name}: ${description ?? ""}`);
      const description = [type.description, ...values].filter(Boolean).join("\n");
      return { type: "string", enum: type.getValues().map(({ name }) => name), description };
    }
    if (!isInputObjectType(type)) return { ...(SCALARS[type.name] ?? { type: "string" }), ...about };
    const reference = { $ref: `#/$defs/${type.name}` };
    if (Object.hasOwn(this.#definitions, type.name)) return reference;
    // Set before its fields are read, since they may refer to it.
    const definition: JsonSchema = (this.#definitions[type.name] = { type: "object", ...about });
    const fields = Object.values(type.getFields());
    definition.properties = Object.fromEntries(
      fields.map(({ name, type: inner, description }) => [name, described(this.of(inner), description)]),
    );
    definition.required = fields.filter(isRequiredInputField).map(({ name }) => name);
    definition.additionalProperties = false;
    return reference;
  }
}

/** A schema with a description before its own. */
export function described(schema: JsonSchema, text: string | null | undefined): JsonSchema {
  const own = typeof schema.description === "string" ? schema.description : null;
  const description = [text, own].filter(Boolean).join("\n");
  return description === "" ? schema : { ...schema, description };
}
