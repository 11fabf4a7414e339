// What `mesh-compose` composes: the sources of the file that GATEWAY_SOURCES names.
import { resolve } from "node:path";
import { DefaultLogger } from "@graphql-mesh/utils";
import { attachedFields } from "./lib/attach.js";
import { readSources, SourcesError } from "./lib/sources.js";
import { subgraphOf } from "./lib/subgraphs.js";

const file = process.env.GATEWAY_SOURCES ?? resolve(import.meta.dirname, "sources.json");

/** Loads the schema of a source once, so that attached fields are known before it is composed. */
async function loaded(source, logger) {
  const { sourceHandler, transforms } = subgraphOf(source);
  try {
    const { name, schema$ } = sourceHandler({ fetch: globalThis.fetch, cwd: import.meta.dirname, logger });
    const schema = transforms.reduce((before, transform) => transform(before, { name }), await schema$);
    return [source.name, { name, schema }];
  } catch (error) {
    throw new SourcesError(`${source.name} cannot be described: ${error.message ?? error}`);
  }
}

async function configOf() {
  const sources = await readSources(file);
  const logger = new DefaultLogger();
  const schemas = new Map(await Promise.all(sources.map((source) => loaded(source, logger))));
  const additionalTypeDefs = attachedFields(sources, (name) => schemas.get(name).schema);
  return {
    subgraphs: sources.map(({ name }) => ({
      sourceHandler: () => ({ name, schema$: Promise.resolve(schemas.get(name).schema) }),
    })),
    ...(additionalTypeDefs && { additionalTypeDefs }),
  };
}

export const composeConfig = await configOf().catch((error) => {
  if (!(error instanceof SourcesError)) throw error;
  console.error(error.message);
  process.exit(1);
});
