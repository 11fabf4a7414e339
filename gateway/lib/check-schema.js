import { composeServices } from "@apollo/composition";
import { buildSchema, findBreakingChanges, findDangerousChanges, isObjectType, parse } from "graphql";
import { readFile } from "node:fs/promises";
import { ownedBy } from "./owned-by.js";

/** What an added value or member changes is ours no more. */
const ADDED = new Set(["VALUE_ADDED_TO_ENUM", "TYPE_ADDED_TO_UNION", "IMPLEMENTED_INTERFACE_ADDED"]);

/** How a schema that is composed differs from ours where it should not. */
export function changesOf(ours, composed) {
  const dangerous = findDangerousChanges(ours, composed).filter(({ type }) => ADDED.has(type));
  return [...findBreakingChanges(ours, composed), ...dangerous].map(({ description }) => description);
}

/** Fields that other sources add to our types: `City.povertyRate`. */
export function foreignFields(ours, composed) {
  const roots = ["Query", "Mutation", "Subscription"];
  return Object.values(ours.getTypeMap())
    .filter((type) => "getFields" in type && !roots.includes(type.name) && !type.name.startsWith("__"))
    .flatMap(({ name }) => {
      const own = ours.getType(name).getFields();
      const all = composed.getType(name)?.getFields?.() ?? {};
      return Object.keys(all)
        .filter((field) => !own[field])
        .map((field) => `${name}.${field}`);
    });
}

/** Fields of ours that another source answers in our place, or for some requests: `City.name`. */
export function takenOver(ours, { name }, supergraph) {
  const owns = ownedBy(name, supergraph);
  return Object.values(ours.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
    .flatMap((type) =>
      Object.keys(type.getFields())
        .filter((field) => !owns.field(type.name, field))
        .map((field) => `${type.name}.${field} is answered by another source`),
    );
}

/** The SDL of a subgraph: its description, or what it says itself. */
export async function sdlOf({ description, address, headers }) {
  if (description)
    return /^https?:/.test(description) ? (await fetch(description)).text() : readFile(description, "utf8");
  const response = await fetch(address, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ query: "{ _service { sdl } }" }),
  });
  return (await response.json()).data._service.sdl;
}

/** Composes subgraphs by Apollo's composer: its faults, or the schema that callers would see. */
export function composeByApollo(subgraphs) {
  const { errors, schema } = composeServices(
    subgraphs.map(({ name, address, sdl }) => ({ name, url: address, typeDefs: parse(sdl) })),
  );
  if (errors) return { faults: errors.map(({ message }) => message), schema: null };
  return { faults: [], schema: schema.toAPISchema().toGraphQLJSSchema() };
}

/** Our schema as clients see it without a gateway. */
export async function ourSchema({ address }) {
  const response = await fetch(new URL("/schema.graphql", address));
  return buildSchema(await response.text());
}
