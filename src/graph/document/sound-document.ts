import { GraphQLError, type ASTNode, type ValidationRule } from "graphql";
import { badUserInput, shortened } from "../../errors.js";

/**
 * Reports faults that graphql-js accepts but that fail in execution: operations without a root type in the schema,
 * names that every JavaScript object inherits, and values that cannot be stored (as BAD_USER_INPUT).
 */
export const soundDocument: ValidationRule = (context) => {
  const report = (message: string, node: ASTNode): void => {
    context.reportError(new GraphQLError(message, { nodes: node }));
  };
  const requireFinite = (node: ASTNode & { value: string }): void => {
    if (!Number.isFinite(Number(node.value)))
      context.reportError(
        badUserInput(
          `The number ${shortened(node.value)} exceeds the range of a double-precision number.`,
          node,
        ),
      );
  };
  return {
    OperationDefinition: (node) => {
      if (!context.getSchema().getRootType(node.operation))
        report(`This server executes only queries, not ${node.operation}s.`, node);
    },
    // graphql-js finds an inherited property when such a variable is missing, and treats the variable as given.
    VariableDefinition: ({ variable: { name } }) => {
      if (name.value in Object.prototype)
        report(`A variable cannot be named "${name.value}". Choose another name.`, name);
    },
    // On objects with a prototype, assigning `__proto__` sets no property.
    Field: ({ alias }) => {
      if (alias?.value === "__proto__")
        report(`A field cannot have the alias "__proto__". Choose another alias.`, alias);
    },
    IntValue: requireFinite,
    FloatValue: requireFinite,
    StringValue: (node) => {
      if (node.value.includes("\0"))
        context.reportError(
          badUserInput("A string has the character U+0000, which this server cannot store.", node),
        );
    },
  };
};
