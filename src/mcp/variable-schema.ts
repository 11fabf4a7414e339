import {
  getNamedType,
  isInputObjectType,
  Kind,
  TypeInfo,
  typeFromAST,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { described, InputSchemas, type JsonSchema } from "./input-schema.js";

/**
 * The variables of an operation as a JSON Schema. Each is described as the arguments and fields are that it is given to,
 * with its value in `examples` as an example.
 */
export function variableSchema(
  schema: GraphQLSchema,
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
  examples: Readonly<Record<string, unknown>>,
): JsonSchema & { type: "object" } {
  const uses = usesOf(schema, document);
  const schemas = new InputSchemas();
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const { variable, type, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    const own = described(
      schemas.of(typeFromAST(schema, type as never) as GraphQLInputType),
      [...(uses.get(name) ?? [])].join("\n"),
    );
    properties[name] = {
      ...own,
      ...(defaultValue ? { default: valueFromASTUntyped(defaultValue) } : {}),
      ...(Object.hasOwn(examples, name) ? { examples: [examples[name]] } : {}),
    };
    if (type.kind === Kind.NON_NULL_TYPE && !defaultValue) required.push(name);
  }
  const $defs = schemas.definitions;
  return {
    type: "object",
    properties,
    required,
    additionalProperties: false,
    ...(Object.keys($defs).length > 0 ? { $defs } : {}),
  };
}

/** Descriptions of what each variable is given to, by its name. */
function usesOf(schema: GraphQLSchema, document: DocumentNode): Map<string, Set<string>> {
  const uses = new Map<string, Set<string>>();
  const types = new TypeInfo(schema);
  // The fields of input objects around the present place, innermost last.
  const within: { name: string; description: string }[] = [];
  const note = (variable: string): void => {
    const argument = types.getArgument();
    const place = [argument?.name, ...within.map(({ name }) => name)].join(".");
    const description = within.at(-1)?.description ?? argument?.description ?? "";
    const all = uses.get(variable) ?? new Set();
    uses.set(variable, all.add(within.length === 0 ? description : `\`${place}\`: ${description}`));
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition: () => false,
      ObjectField: {
        enter: ({ name: { value: name } }) => {
          const parent = getNamedType(types.getParentInputType());
          const field = isInputObjectType(parent) ? parent.getFields()[name] : undefined;
          within.push({ name, description: field?.description ?? "" });
        },
        leave: () => void within.pop(),
      },
      Variable: ({ name }) => {
        note(name.value);
      },
    }),
  );
  return uses;
}
