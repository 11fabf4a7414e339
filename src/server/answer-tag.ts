import { createHash } from "node:crypto";
import { SERVER_VERSION } from "../modules/about/server-version.js";
import type { ServedSchema } from "./schema.js";

/** What answers depend on besides operation, variables and data: the server's version, and its schema. */
export const releaseOf = ({ sdl }: Pick<ServedSchema, "sdl">): string => digest([SERVER_VERSION, sdl]);

/** A digest of JSON values, in letters that a header may hold. */
export const digest = (parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url");

/** Variables as JSON, the same whatever the order of their names. */
export const variablesText = (variables: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(variables, withSortedKeys);

function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
