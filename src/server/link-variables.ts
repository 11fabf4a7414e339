import {
  Kind,
  getNullableType,
  isInputObjectType,
  isListType,
  print,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from "graphql";
import { badRequest, badUserInput, shortened } from "../errors.js";

const NUMBERS = new Set(["Int", "Float", "SafeInt"]);
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const BOOLEANS: Record<string, boolean> = { true: true, false: false };

/**
 * The variables of an operation from the parameters of an address, one for each variable: texts, numbers, `true` and
 * `false` and enum values as they are, input objects as JSON, lists as JSON or as the parameter several times. Values of
 * a wrong type are left to the check of variables. Throws BAD_USER_INPUT for parameters that are no variables, for
 * variables that are required and missing, and for JSON that is none; BAD_REQUEST for a parameter given twice. `examples`
 * are values for its messages.
 */
export function variablesInLink(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  parameters: URLSearchParams,
  examples: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const declared = new Map(
    variableDefinitions.map((definition) => [definition.variable.name.value, definition]),
  );
  for (const name of parameters.keys()) if (!declared.has(name)) throw unknownParameter(name, declared);
  return Object.fromEntries(
    [...declared].flatMap(([name, definition]) => {
      const texts = parameters.getAll(name);
      if (texts.length === 0) {
        if (isRequired(definition)) throw missing(name, definition, examples[name]);
        return [];
      }
      const type = typeFromAST(schema, definition.type as never) as GraphQLInputType | undefined;
      return [[name, type ? valueOf(name, type, texts) : texts[0]]];
    }),
  );
}

const isRequired = ({ type, defaultValue }: VariableDefinitionNode): boolean =>
  type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;

function valueOf(name: string, declared: GraphQLInputType, texts: readonly string[]): unknown {
  const type = getNullableType(declared);
  const [text = "", ...more] = texts;
  if (isListType(type)) {
    if (more.length === 0 && text.startsWith("[")) return parsed(name, text);
    return texts.map((item) => valueOf(name, type.ofType, [item]));
  }
  if (more.length > 0) throw badRequest(`The address must not have \`${name}\` more than once.`);
  if (isInputObjectType(type) || type.name === "_Any") return parsed(name, text);
  if (type.name === "Boolean") return BOOLEANS[text] ?? text;
  return NUMBERS.has(type.name) && NUMBER.test(text) ? Number(text) : text;
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badUserInput(`\`${name}\` must be JSON, percent-encoded, but is ${shortened(text)}`);
  }
}

function unknownParameter(name: string, declared: ReadonlyMap<string, VariableDefinitionNode>): Error {
  const all = [...declared.values()].map((definition) => `\`${signature(definition)}\``);
  const choice = all.length === 0 ? "It has none." : `Its variables are ${all.join(", ")}.`;
  return badUserInput(`The operation has no variable \`${shortened(name)}\`. ${choice}`);
}

function missing(name: string, definition: VariableDefinitionNode, example: unknown): Error {
  const text = typeof example === "string" ? example : JSON.stringify(example);
  const such = example === undefined ? "" : `, such as ${new URLSearchParams({ [name]: text }).toString()}`;
  return badUserInput(`The address must have the parameter \`${signature(definition)}\`${such}.`);
}

const signature = ({ variable, type }: VariableDefinitionNode): string =>
  `${variable.name.value}: ${print(type)}`;
