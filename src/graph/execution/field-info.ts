import type {
  FieldNode,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from "graphql";
import type { Path } from "graphql/jsutils/Path.js";
import type { Data } from "./pending.js";
import type { PreparedField, PreparedOperation } from "./prepared.js";

/** What resolvers are told of a field; most of it is the same for all rows, and few ask. */
export class FieldInfo implements GraphQLResolveInfo {
  constructor(
    readonly prepared: PreparedOperation,
    readonly variableValues: Data,
    readonly field: PreparedField,
    readonly path: Path,
  ) {}

  get fieldName(): string {
    return this.field.definition.name;
  }

  get fieldNodes(): readonly FieldNode[] {
    return this.field.nodes;
  }

  get returnType(): GraphQLOutputType {
    return this.field.type;
  }

  get parentType(): GraphQLObjectType {
    return this.field.parent;
  }

  get schema(): GraphQLSchema {
    return this.prepared.schema;
  }

  get fragments(): GraphQLResolveInfo["fragments"] {
    return this.prepared.fragments;
  }

  get operation(): OperationDefinitionNode {
    return this.prepared.definition;
  }

  get rootValue(): undefined {
    return undefined;
  }
}
