import { createHash } from "node:crypto";
import type { FastifyRequest, onRequestHookHandler, preHandlerHookHandler } from "fastify";
import { Lexer, Source, TokenKind } from "graphql";
import type { Config } from "../config.js";
import { badRequest, badUserInput, queryTooLarge } from "../errors.js";
import { givenIn, parametersOf, type Given } from "./graphql-request.js";

/** How deep brackets may nest in a document, and lists and objects in variables: their readers are recursive. */
const MAX_NESTING = 200;

// Node decodes other bytes as Latin-1, whatever they were meant to be.
const ADDRESS = /^[\x21\x22\x24-\x7E]*$/;
const CHARSET = /;\s*charset\s*=\s*"?([^\s";,]*)/gi;
const SHA_256 = /^[\da-f]{64}$/;

/** Refuses addresses that are not percent-encoded UTF-8, and bodies that declare another charset or a compression. */
export const requireReadable: onRequestHookHandler = (request, reply, done) => {
  if (!ADDRESS.test(request.url) || !isPercentEncoded(request.url))
    throw badRequest("The address must be percent-encoded UTF-8: for example `#` as %23 and `é` as %C3%A9.");
  if (request.method === "POST") {
    const coding = codingOf(request);
    if (coding !== null) {
      void reply.header("accept-encoding", "identity");
      throw badRequest(
        `The body must not be compressed: "content-encoding: ${coding}" is not supported.`,
        415,
      );
    }
    for (const [, charset = ""] of (request.headers["content-type"] ?? "").matchAll(CHARSET))
      if (!/^utf-?8$/i.test(charset))
        throw badRequest(`The body must be JSON in UTF-8: the charset "${charset}" is not supported.`, 415);
  }
  done();
};

function isPercentEncoded(address: string): boolean {
  try {
    decodeURIComponent(address);
    return true;
  } catch {
    return false;
  }
}

const codingOf = ({ headers: { "content-encoding": codings } }: FastifyRequest): string | null =>
  codings
    ?.split(",")
    .map((coding) => coding.trim())
    .find((coding) => coding !== "" && coding.toLowerCase() !== "identity") ?? null;

/**
 * Refuses documents and variables that nest too deep, and values that cannot be represented, before all other steps.
 */
export const requireSound =
  ({ maxTokens }: Pick<Config, "maxTokens">): preHandlerHookHandler =>
  (request, _reply, done) => {
    if (request.method === "GET") requireOnce(parametersOf(request));
    requireSoundOperation(givenIn(request), maxTokens);
    done();
  };

/** Refuses the same of an operation, in whatever way it came. */
export function requireSoundOperation({ query, variables, extensions }: Given, maxTokens: number): void {
  if (typeof query === "string") {
    // Different documents would have the same hash.
    if (!query.isWellFormed()) throw badRequest("`query` has only one half of a surrogate pair.");
    requireShallow(query, maxTokens);
  }
  for (const [name, value] of Object.entries({ variables, extensions })) {
    requireObject(name, value);
    requirePlain(name, value);
  }
  requirePersistedQuery(query, extensions);
}

const NAMES: readonly (keyof Given)[] = ["query", "operationName", "variables", "extensions"];

function requireOnce(parameters: URLSearchParams): void {
  for (const name of NAMES)
    if (parameters.getAll(name).length > 1)
      throw badRequest(`The address must not have \`${name}\` more than once.`);
}

const OPENING = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

function requireShallow(document: string, maxTokens: number): void {
  // Most documents have fewer brackets in all, and need no lexer.
  if (document.split(/[{[(]/, MAX_NESTING + 2).length <= MAX_NESTING + 1) return;
  let depth = 0;
  for (const kind of kindsOf(document, maxTokens)) {
    if (OPENING.has(kind)) depth += 1;
    else if (CLOSING.has(kind)) depth -= 1;
    if (depth > MAX_NESTING)
      throw queryTooLarge(`The document must not nest deeper than ${MAX_NESTING} brackets.`, 400);
  }
}

// Ends where the parser would: at the first invalid token, or at `maxTokens`.
function* kindsOf(document: string, maxTokens: number): Generator<TokenKind> {
  const lexer = new Lexer(new Source(document));
  for (let count = 0; count < maxTokens; count += 1) {
    try {
      lexer.advance();
    } catch {
      return;
    }
    if (lexer.token.kind === TokenKind.EOF) return;
    yield lexer.token.kind;
  }
}

/** Refuses variables that nest too deep, and values that cannot be represented. */
export function requireSoundVariables(variables: Readonly<Record<string, unknown>>): void {
  requirePlain("variables", variables);
}

function requireObject(name: string, value: unknown): void {
  if ((value ?? null) !== null && (typeof value !== "object" || Array.isArray(value)))
    throw badRequest(`\`${name}\` must be a JSON object.`);
}

function requirePlain(name: string, value: unknown, depth = 0): void {
  if (typeof value === "string") requireText(name, value);
  // JSON.parse reads 1e400 as Infinity.
  else if (typeof value === "number" && !Number.isFinite(value))
    throw wrong(name, "has a number that is larger than a number can be");
  if (typeof value !== "object" || value === null) return;
  if (depth === MAX_NESTING)
    throw queryTooLarge(`\`${name}\` must not nest deeper than ${MAX_NESTING} lists and objects.`, 400);
  if (Array.isArray(value)) for (const item of value) requirePlain(name, item, depth + 1);
  else
    for (const [key, inner] of Object.entries(value)) {
      requireText(name, key);
      if (key === "__proto__") throw wrong(name, `has the key "__proto__", which is not allowed`);
      requirePlain(name, inner, depth + 1);
    }
}

function requireText(name: string, text: string): void {
  if (text.includes("\0")) throw wrong(name, "has a text with the character U+0000, which is not allowed");
  if (!text.isWellFormed()) throw wrong(name, "has a text with only one half of a surrogate pair");
}

const wrong = (name: string, fault: string): Error => badUserInput(`\`${name}\` ${fault}.`);

// Apollo Server looks up malformed hashes in its cache instead of refusing them, and exports never check them.
function requirePersistedQuery(query: unknown, extensions: unknown): void {
  const { persistedQuery = null } = (extensions ?? {}) as { persistedQuery?: unknown };
  if (persistedQuery === null) return;
  const { version, sha256Hash } = persistedQuery as { version?: unknown; sha256Hash?: unknown };
  if (version !== 1 || typeof sha256Hash !== "string" || !SHA_256.test(sha256Hash))
    throw badRequest(
      "`extensions.persistedQuery` must be { version: 1, sha256Hash } with the hash of the document in 64 lower-case hexadecimal digits.",
    );
  if (typeof query === "string" && createHash("sha256").update(query).digest("hex") !== sha256Hash)
    throw badRequest("`extensions.persistedQuery.sha256Hash` is not the hash of `query`.");
}
