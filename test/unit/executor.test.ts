import { describe, expect, it } from "@jest/globals";
import { ApolloServer } from "@apollo/server";
import { buildSchema, GraphQLError, type ExecutionResult } from "graphql";
import type { Context } from "../../src/graph/declare/context.js";
import { executedBy, type Execute } from "../../src/server/executor.js";

const schema = buildSchema("type Query { a: Int }");

describe("Executing operations of Apollo Server", () => {
  // Counts how often each way of Apollo Server's leads to the executor.
  async function answer(query: string, result: () => ExecutionResult | Promise<ExecutionResult>) {
    const asked = { executed: 0, gateway: 0 };
    const execute: Execute = () => {
      asked.executed += 1;
      return result();
    };
    const { gateway, plugin } = executedBy(schema, execute);
    const server = new ApolloServer<Context>({
      gateway: {
        ...gateway,
        load: async (options) => {
          const { executor } = await gateway.load(options);
          return {
            executor: async (request) => {
              asked.gateway += 1;
              return executor ? executor(request) : {};
            },
          };
        },
      },
      plugins: [plugin],
    });
    await server.start();
    const { body, http } = await server.executeOperation({ query }, { contextValue: {} as Context });
    await server.stop();
    return { ...asked, status: http.status, ...(body.kind === "single" ? body.singleResult : {}) };
  }

  it("makes no request of a gateway for an answer, which would keep all of it in memory", async () => {
    const { executed, gateway, data } = await answer("{ a }", () => ({ data: { a: 1 } }));
    expect({ executed, gateway, data }).toEqual({ executed: 1, gateway: 0, data: { a: 1 } });
  });

  it("lets Apollo Server tell errors, and executes once", async () => {
    const failed = new GraphQLError("not today", { extensions: { code: "CLOSED" } });
    const found = await answer("{ a }", () => ({ errors: [failed], data: { a: null } }));
    expect(found).toMatchObject({ executed: 1, gateway: 1, data: { a: null } });
    expect(found.errors).toMatchObject([{ message: "not today", extensions: { code: "CLOSED" } }]);
  });

  it("lets Apollo Server tell what an executor throws", async () => {
    const found = await answer("{ a }", () => Promise.reject(new Error("broken")));
    expect(found).toMatchObject({ executed: 1, status: 500 });
    expect(found.errors).toMatchObject([{ message: "broken" }]);
  });

  it("leaves it to Apollo Server to say that no operation is meant", async () => {
    const found = await answer("query A { a } query B { a }", () => ({
      errors: [new GraphQLError("which one?")],
    }));
    expect(found).toMatchObject({ executed: 1, status: 400 });
    expect(found.errors).toMatchObject([{ extensions: { code: "OPERATION_RESOLUTION_FAILURE" } }]);
  });
});
