import type { TestGraph } from "./graph.js";

/** Ids of every type of node in the committed data package: two of each, but one of the country. */
export async function sampleNodes(graph: TestGraph): Promise<{ type: string; id: string }[]> {
  const data = (await graph.data(`{
    country: regions(filter: { level: { eq: COUNTRY } }) { nodes { __typename id } }
    provinces(first: 2) { nodes { __typename id } }
    regencies(first: 2) { nodes { __typename id } }
    cities(first: 2) { nodes { __typename id } }
    villages(first: 2) { nodes { __typename id } }
    employers(first: 2) { nodes { __typename id } }
    workerCohorts(first: 2) { nodes { __typename id } }
    awards(first: 2) { nodes { __typename id } }
    awardResults(first: 2) { nodes { __typename id } }
    regulations(first: 2) { nodes { __typename id } }
    initiatives(first: 2) { nodes { __typename id } }
    sources(first: 2) { nodes { __typename id } }
    observations(first: 2) { nodes { __typename id } }
    conflicts(first: 2) { nodes { __typename id } }
  }`)) as Record<string, { nodes: { __typename: string; id: string }[] }>;
  return Object.values(data).flatMap(({ nodes }) => nodes.map(({ __typename: type, id }) => ({ type, id })));
}

/** A global id as the graph writes it. */
export const globalId = (type: string, key: string): string =>
  Buffer.from(`${type}:${key}`, "utf8").toString("base64url");
