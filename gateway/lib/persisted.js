import { readFile } from "node:fs/promises";

/** The documents of a manifest of Apollo (`apollo-persisted-query-manifest`) or Relay, by id. */
export async function readManifest(file) {
  const content = JSON.parse(await readFile(file, "utf8"));
  const entries = Array.isArray(content.operations)
    ? content.operations.map(({ id, body }) => [id, body])
    : Object.entries(content);
  const faulty = entries.find(([id, body]) => typeof id !== "string" || typeof body !== "string");
  if (faulty) throw new Error(`${file} is no manifest of Apollo or Relay`);
  return new Map(entries);
}

/** The id of a document in a request: `documentId`, or the hash of a persisted query. */
export const documentId = (params) =>
  params?.documentId ?? params?.extensions?.persistedQuery?.sha256Hash ?? null;
