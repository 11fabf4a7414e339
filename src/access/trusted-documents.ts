import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import { notTrusted } from "../errors.js";
import { OWN_DOCUMENTS } from "./operation-routes.js";
import type { Viewer } from "./viewer.js";

/** Characters of documents that are held in memory. */
const MAX_CHARACTERS = 10_000_000;
/** Longest id of a document, in characters. */
const MAX_ID = 128;

/** The parameters of a request for an operation, in its body or its address. */
interface Parameters {
  get: (name: string) => unknown;
  /** Lets the request ask for this document, as if it had sent the text. */
  put: (document: string) => void;
}

/** Documents that partners have registered, by id or digest; those that were used last are in memory. */
export class TrustedDocuments {
  readonly #documents = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (document) => document.length + 1,
  });

  /** `find` reads the text of a partner's document by its id or digest; null when there is none. */
  constructor(readonly find: (partner: string, name: string) => Promise<string | null>) {}

  /**
   * Lets the keys of partners with a safelist run only registered documents, by whatever door; where a request does not
   * have the document that is run, by none.
   */
  guard(
    app: FastifyInstance,
    viewerIn: (request: FastifyRequest) => Viewer,
    parametersOf: ParametersOf,
  ): void {
    app.addHook("preHandler", (request, _reply, done) => {
      const { partner } = viewerIn(request);
      const version = partner?.documents ?? null;
      if (!partner || version === null) {
        done();
        return;
      }
      const parameters = OWN_DOCUMENTS.has(request.routeOptions.url) ? null : parametersOf(request);
      this.#replace(parameters, partner.slug, version).then(() => {
        done();
      }, done);
    });
  }

  async #replace(parameters: Parameters | null, partner: string, version: string): Promise<void> {
    const name = parameters && nameIn(parameters);
    const document = name === null ? null : await this.#document(partner, version, name);
    if (!parameters || document === null) throw notTrusted();
    parameters.put(document);
  }

  async #document(partner: string, version: string, name: string): Promise<string | null> {
    const key = JSON.stringify([partner, version, name]);
    const cached = this.#documents.get(key);
    if (cached !== undefined) return cached;
    const document = await this.find(partner, name);
    if (document !== null) this.#documents.set(key, document);
    return document;
  }
}

/** Reads the parameters of a request; null when it has none that could be read. */
type ParametersOf = (request: FastifyRequest) => Parameters | null;

/** SHA-256 of a document's text, in hexadecimal. */
export const documentDigest = (document: string): string =>
  createHash("sha256").update(document).digest("hex");

/** The id or digest of the document that is asked for; a text that is sent counts, whatever id is sent beside it. */
function nameIn({ get }: Parameters): string | null {
  const query = get("query");
  if (typeof query === "string" && query !== "") return documentDigest(query);
  const extensions = get("extensions") as { persistedQuery?: { sha256Hash?: unknown } } | null | undefined;
  const id = get("documentId") ?? extensions?.persistedQuery?.sha256Hash;
  return typeof id === "string" && id.length <= MAX_ID ? id.replace(/^sha256:/, "") : null;
}
