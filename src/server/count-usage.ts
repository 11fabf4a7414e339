import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLSchema } from "graphql";
import { allowedPart } from "../access/allowed-part.js";
import { coordinatesIn } from "../access/coordinates.js";
import type { Usage } from "../access/usage.js";
import type { Context } from "../graph/declare/context.js";

/** Counts the fields that partners' operations select and may see, whether they are answered from memory or not. */
export const countUsage = (usage: Usage, schema: GraphQLSchema): ApolloServerPlugin<Context> => ({
  requestDidStart: ({ contextValue: { viewer } }) =>
    Promise.resolve(
      viewer.partner === null
        ? undefined
        : {
            willSendResponse: ({ document, operation, response: { body } }) => {
              const isAnswered = body.kind === "single" && body.singleResult.data;
              if (!isAnswered || !viewer.partner || !document || !operation) return Promise.resolve();
              const allowed = allowedPart(schema, document, operation, viewer);
              usage.count(viewer.partner.slug, coordinatesIn(schema, allowed.document));
              return Promise.resolve();
            },
          },
    ),
});
