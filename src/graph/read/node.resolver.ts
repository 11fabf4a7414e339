import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { badUserInput, shown, type UserError } from "../../errors.js";
import { MAX_PAGE } from "../declare/page-args.js";
import type { Context } from "../declare/context.js";
import { fromGlobalId } from "../declare/global-id.js";
import { eachInPlace, type Lookup } from "../declare/lookup.js";
import { Node } from "../declare/node.js";
import { Priced } from "../declare/field-price.js";
import { nodeTypes } from "../declare/table.js";

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: "The node with this global id; null when there is none.",
  })
  node(
    @Arg("id", () => ID, { description: "Global id of the node." }) id: string,
    @Ctx() context: Context,
  ): Lookup<Node> {
    return nodeById(id, context);
  }

  @Priced<{ ids: string[] }>({
    values: ({ ids }) => Math.min(MAX_PAGE, ids.length),
    statements: ({ ids }) => Math.min(nodeTypes().size, ids.length),
  })
  @Query(() => [Node], {
    nullable: "items",
    description:
      "The nodes with these global ids, in the given order; null when a node does not exist, and null with an error when an id is malformed.",
  })
  nodes(
    @Arg("ids", () => [ID], { description: `Global ids of the nodes, at most ${MAX_PAGE}.` }) ids: string[],
    @Ctx() context: Context,
  ): (Lookup<Node> | UserError)[] {
    if (ids.length > MAX_PAGE)
      throw badUserInput(`\`ids\` may have at most ${MAX_PAGE} ids, but has ${ids.length}.`);
    return eachInPlace(ids, (id) => nodeById(id, context));
  }
}

function nodeById(id: string, { reader }: Context): Lookup<Node> {
  const { typeName, key } = fromGlobalId(id);
  const found = nodeTypes().get(typeName);
  if (!found || !(found.type.prototype instanceof Node))
    throw badUserInput(`${shown(id)} is not an id of this graph, which has no node type ${typeName}.`);
  return reader.one<Node>(found.type, found.table.key, key);
}
