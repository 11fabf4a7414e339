import { setMaxListeners } from "node:events";
import { createServer } from "node:http";
import { join, resolve } from "node:path";
import { createGatewayRuntime } from "@graphql-hive/gateway-runtime";
import { configOf, LIMITS } from "./gateway.config.js";
import { composeSources } from "./lib/compose.js";
import { readManifest } from "./lib/persisted.js";
import { readSources } from "./lib/sources.js";

// Hive Gateway listens to the end of a request once for each question to a source, which is no leak.
setMaxListeners(0);

const STOP_MS = 5_000;

/** Composes the sources of a file and serves their graph; resolves when it listens. */
export async function serve({
  file,
  host = "127.0.0.1",
  port = 4100,
  manifest,
  log,
  environment = process.env,
  folder = join(import.meta.dirname, "../var/gateway"),
}) {
  const sources = await readSources(resolve(file), environment);
  const composed = await composeSources(resolve(file), sources, { folder, log, environment });
  const documents = manifest ? await readManifest(manifest) : null;
  const getSchema = () => gateway.getSchema();
  const gateway = createGatewayRuntime(
    configOf({ sources, supergraph: composed.text, documents, log, getSchema }),
  );
  const schema = await gateway.getSchema();
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, bounded(gateway));
  await new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, done);
  });
  return {
    url: `http://${host}:${server.address().port}`,
    schema,
    sources,
    composed: composed.file,
    stop: async () => {
      const closed = new Promise((done) => server.close(done));
      const force = setTimeout(() => server.closeAllConnections(), STOP_MS);
      server.closeIdleConnections();
      await closed;
      clearTimeout(force);
      await gateway[Symbol.asyncDispose]?.();
    },
  };
}

/** A listener that refuses requests that are too large, or do not say how large they are, before they are read. */
const bounded = (gateway) => (request, response) => {
  const length = request.headers["content-length"];
  const hasBody = length !== undefined || request.headers["transfer-encoding"] !== undefined;
  const status = hasBody && length === undefined ? 411 : Number(length ?? 0) > LIMITS.bytes ? 413 : null;
  if (status === null) return gateway(request, response);
  const message = status === 411 ? "The request needs a Content-Length." : "The request is too large.";
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code: "BAD_REQUEST" } }] }));
  return undefined;
};
