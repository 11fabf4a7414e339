import { randomBytes } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Boundaries } from "./boundaries.js";
import { readOperations } from "./operations.js";

export interface ExplorerOptions {
  /** The explorer as `npm run build` writes it: `dist/explorer`. */
  assetsFolder: string;
  /** The example operations: `schema/operations`. */
  operationsFolder: string;
  /** Origins whose pages may show `/embed/…` in frames; `*` for all, none when left out. */
  embedOrigins?: "*" | readonly string[];
  /** Boundaries of regions; null where maps have tiles. */
  boundaries?: Boundaries | null;
}

const missingPage = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Cakupan</title></head>
  <body>
    <h1>The page is not built</h1>
    <p>Run <code>npm run build</code>, then start the server again. The graph answers at <code>/graphql</code>.</p>
  </body>
</html>
`;

const NOBODY = "'none'";

/** The addresses of the page's views: one document answers all of them, and shows the view that the address names. */
const VIEWS = [
  "/",
  "/regions/:code",
  "/indicators",
  "/indicators/:code",
  "/sources/:id",
  "/conflicts",
  "/desk",
];

/** What pages of other origins may show in frames. */
const EMBEDDED_VIEWS = ["/embed/map", "/embed/answer"];

/**
 * Serves the page: its views, the editor at `/explorer`, what may be embedded under `/embed/`, and their files under
 * `/explorer/`, with `operations.json` and `boundaries.json` among them.
 * Without built files the page says how to build them. Rejects when an example operation is malformed.
 */
export async function registerExplorer(app: FastifyInstance, options: ExplorerOptions): Promise<void> {
  const operations = await readOperations(options.operationsFolder);
  const { boundaries = null, embedOrigins = [] } = options;
  const read = async (name: string): Promise<string | null> =>
    (await readPage(options.assetsFolder, name))?.replace("%BOUNDARIES%", String(boundaries !== null)) ??
    null;
  const page = await read("index.html");
  const editorPage = await read("explorer.html");
  // Links lead out of the frame.
  const embeddedPage = page?.replace("<head>", '<head><base target="_blank" />') ?? null;
  const ancestors = embedOrigins === "*" ? "*" : embedOrigins.join(" ") || NOBODY;

  app.get("/explorer/operations.json", (_request, reply) =>
    reply.header("cache-control", "no-cache").send(operations),
  );

  if (boundaries !== null) registerBoundaries(app, boundaries);

  for (const view of VIEWS) app.get(view, (_request, reply) => sendPage(reply, page, ""));
  for (const view of EMBEDDED_VIEWS)
    app.get(view, (_request, reply) =>
      // Its policy says the same in more detail.
      sendPage(reply.removeHeader("x-frame-options"), embeddedPage, "", ancestors),
    );
  app.get("/explorer", (_request, reply) => sendPage(reply, editorPage, EDITOR_POLICY));

  if (page !== null) await registerFiles(app, options.assetsFolder);
}

function registerBoundaries(app: FastifyInstance, { provinces, regencies }: Boundaries): void {
  const send = (reply: FastifyReply, text: string): FastifyReply =>
    reply.header("cache-control", "no-cache").type("application/geo+json; charset=utf-8").send(text);
  app.get("/explorer/boundaries.json", (_request, reply) => send(reply, provinces));
  // The file may have only provinces, which is no fault of whoever asks for others.
  app.get<{ Params: { province: string } }>("/explorer/boundaries/:province.json", (request, reply) =>
    send(reply, regencies.get(request.params.province) ?? '{"type":"FeatureCollection","features":[]}'),
  );
}

function sendPage(
  reply: FastifyReply,
  page: string | null,
  morePolicy: string,
  ancestors = NOBODY,
): FastifyReply {
  const nonce = randomBytes(16).toString("base64");
  return reply
    .header("cache-control", "no-cache")
    .header("content-security-policy", `${contentSecurityPolicy(nonce, ancestors)}${morePolicy}`)
    .type("text/html; charset=utf-8")
    .send((page ?? missingPage).replace("%NONCE%", nonce));
}

const contentTypes: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * Gives each built file its own route and caches it in memory, so that page and files are always from the same build.
 */
async function registerFiles(app: FastifyInstance, folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names) {
    const contentType = contentTypes[extname(name)];
    if (!contentType) continue;
    const plain = await readFile(join(folder, name));
    const gzipped = names.includes(`${name}.gz`) ? await readFile(join(folder, `${name}.gz`)) : undefined;
    const hasHashedName = /-[A-Z0-9]{8}\.\w+$/.test(name);

    app.get(`/explorer/${name}`, (request, reply) => {
      reply.type(contentType).header("vary", "accept-encoding");
      reply.header("cache-control", hasHashedName ? "public, max-age=31536000, immutable" : "no-cache");
      if (!gzipped || !/\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) return reply.send(plain);
      return reply.header("content-encoding", "gzip").send(gzipped);
    });
  }
}

async function readPage(assetsFolder: string, name: string): Promise<string | null> {
  try {
    return await readFile(join(assetsFolder, name), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function contentSecurityPolicy(nonce: string, ancestors: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestors}`,
  ].join("; ");
}

/** What the editor needs beside: its workers, its font, and places of lines. */
const EDITOR_POLICY = [
  "",
  "worker-src 'self'",
  "font-src 'self'",
  // Monaco places each line with a style attribute written as HTML, which neither a nonce nor a hash can allow.
  "style-src-attr 'unsafe-inline'",
].join("; ");
