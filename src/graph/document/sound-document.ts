import { GraphQLError, type ASTNode, type ValidationRule } from "graphql";
import { badUserInput, shortened } from "../../errors.js";

/**
 * Reports what graphql-js lets pass, and what goes wrong when it is executed: operations that the schema has not, names
 * that JavaScript gives a meaning of its own, and values that nothing stored can equal.
 */
export const soundDocument: ValidationRule = (context) => {
  const report = (message: string, node: ASTNode): void => {
    context.reportError(new GraphQLError(message, { nodes: node }));
  };
  const requireFinite = (node: ASTNode & { value: string }): void => {
    if (!Number.isFinite(Number(node.value)))
      context.reportError(
        badUserInput(`The number ${shortened(node.value)} is larger than a number can be.`, node),
      );
  };
  return {
    OperationDefinition: (node) => {
      if (!context.getSchema().getRootType(node.operation))
        report(`This graph has no ${node.operation}s, only queries.`, node);
    },
    // graphql-js takes such a variable for given when it is left out.
    VariableDefinition: ({ variable: { name } }) => {
      if (name.value in Object.prototype)
        report(`A variable cannot be named "${name.value}". Choose another name.`, name);
    },
    // A field of that name cannot be set on every object that an answer passes through.
    Field: ({ alias }) => {
      if (alias?.value === "__proto__") report(`A field cannot be answered as "__proto__".`, alias);
    },
    IntValue: requireFinite,
    FloatValue: requireFinite,
    StringValue: (node) => {
      if (node.value.includes("\0"))
        context.reportError(badUserInput("A text has the character U+0000, which no text here has.", node));
    },
  };
};
