import { createHash } from "node:crypto";
import { extname } from "node:path";
import { openCsvTable } from "./csv-table.js";
import { encodingNamed } from "./encoding.js";
import type { Input, InputTable } from "./input.js";
import type { Limits } from "./limits.js";
import { openNdjsonTable } from "./ndjson-table.js";
import { readWhole, type Files, type Source } from "./source.js";
import { unreadable } from "./unreadable-input.js";

/** The file that makes a folder or archive a data package. */
export const DESCRIPTOR = "datapackage.json";

/** Opens the data package whose descriptor is in the folder `root` of the files: empty, or a path that ends in a slash. */
export async function openPackageInput(files: Files, root: string, limits: Limits): Promise<Input> {
  const source = await files.find(root + DESCRIPTOR);
  if (source === null)
    throw unreadable({ file: files.file }, `has no ${DESCRIPTOR}, so it is not a data package`);
  const { bytes, descriptor } = await readLimitedJson(source, limits);
  const digest = createHash("sha256").update(bytes);
  const tables: InputTable[] = [];
  for (const resource of resourcesOf(descriptor, limits)) {
    const found = await files.find(root + resource.path);
    if (found === null) throw unreadable({ file: resource.path }, "is not in the package");
    const named = { ...found, file: resource.path };
    for await (const chunk of named.read()) digest.update(chunk);
    tables.push(await openResource(named, resource, limits));
  }
  return { descriptor, tables, digest: digest.digest("hex"), close: files.close };
}

/** Reads a descriptor as JSON, whatever it holds. Throws UnreadableInput when it exceeds the limits or is not JSON. */
async function readLimitedJson(
  source: Source,
  limits: Limits,
): Promise<{ bytes: Buffer; descriptor: unknown }> {
  const file = DESCRIPTOR;
  const bytes = await readWhole(source, limits.descriptorBytes);
  let descriptor: unknown;
  try {
    descriptor = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw unreadable({ file }, `is not JSON in UTF-8: ${(error as Error).message.slice(0, 200)}`, error);
  }
  let level: unknown[] = [descriptor];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limits.descriptorDepth)
      throw unreadable({ file }, `is nested more than ${limits.descriptorDepth} deep, which is the limit`);
    level = level.flatMap((value): unknown[] =>
      value !== null && typeof value === "object" ? Object.values(value) : [],
    );
  }
  return { bytes, descriptor };
}

/** A resource of a descriptor: one table, and how to read it. */
interface Resource {
  name: string;
  path: string;
  format: "csv" | "tsv" | "ndjson";
  encoding: string;
  delimiter: string | null;
}

function resourcesOf(descriptor: unknown, limits: Limits): Resource[] {
  const resources = isObject(descriptor) ? descriptor.resources : null;
  if (!Array.isArray(resources) || resources.length === 0)
    throw unreadable({ file: DESCRIPTOR }, "has no resources");
  if (resources.length > limits.resources)
    throw unreadable({ file: DESCRIPTOR }, `has more than ${limits.resources} resources, which is the limit`);
  const seen = new Set<string>();
  return resources.map((value: unknown, index) => {
    const resource = resourceOf(value, `resources[${index}]`);
    for (const key of [`name "${resource.name}"`, `path "${resource.path}"`]) {
      const folded = key.normalize("NFC").toLowerCase();
      if (seen.has(folded)) throw unreadable({ file: DESCRIPTOR }, `has two resources with the ${key}`);
      seen.add(folded);
    }
    return resource;
  });
}

function resourceOf(value: unknown, place: string): Resource {
  const refuse = (reason: string): never => {
    throw unreadable({ file: DESCRIPTOR }, `${place} ${reason}`);
  };
  if (!isObject(value)) return refuse("is not an object");
  const { name, path, encoding = "utf-8", dialect = {}, compression } = value;
  if (typeof name !== "string" || name === "") return refuse("has no name");
  if (typeof path !== "string")
    return refuse("has no path; inline data and lists of paths are not supported");
  const fault = pathFault(path);
  if (fault !== null) return refuse(`has the path "${path.slice(0, 200)}", which ${fault}`);
  if (typeof encoding !== "string") return refuse("has an encoding that is not text");
  if (compression !== undefined) return refuse("is compressed; pack the whole package instead");
  const format = formatOf(value.format, path);
  if (format === null) return refuse("is not CSV, TSV or NDJSON");
  return { name, path, format, encoding, delimiter: delimiterOf(dialect, refuse) };
}

/** Why a path must not be opened; null when it may be. */
function pathFault(path: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(path)) return "is an address or a drive";
  if (path.startsWith("/")) return "is absolute";
  // eslint-disable-next-line no-control-regex -- it looks for control characters
  if (/[\\\0-\x1f\x7f]/.test(path)) return "has a backslash or control character";
  const parts = path.split("/");
  return parts.some((part) => part === "" || part.startsWith("."))
    ? "has an empty part, or one that begins with a dot"
    : null;
}

function formatOf(named: unknown, path: string): Resource["format"] | null {
  const format = (typeof named === "string" ? named : extname(path).slice(1)).toLowerCase();
  if (format === "csv" || format === "txt") return "csv";
  if (format === "ndjson" || format === "jsonl") return "ndjson";
  return format === "tsv" ? "tsv" : null;
}

// Accepts only what our reader does anyway, since it would misread any other dialect without noticing.
const DIALECT: Record<string, (value: unknown) => boolean> = {
  $schema: () => true,
  header: (value) => value === true,
  headerRows: (value) => Array.isArray(value) && value.length === 1 && value[0] === 1,
  headerJoin: () => true,
  caseSensitiveHeader: () => true,
  lineTerminator: (value) => value === "\n" || value === "\r\n",
  quoteChar: (value) => value === '"',
  doubleQuote: (value) => value === true,
  skipInitialSpace: (value) => value === false,
};

function delimiterOf(dialect: unknown, refuse: (reason: string) => never): string | null {
  if (!isObject(dialect)) return refuse("has a dialect that is not an object in the descriptor");
  const { delimiter = null, ...others } = dialect;
  for (const [key, value] of Object.entries(others))
    if (!(Object.hasOwn(DIALECT, key) && DIALECT[key]?.(value)))
      refuse(`has a dialect with "${key.slice(0, 40)}", which is not supported`);
  if (delimiter === null || typeof delimiter === "string") return delimiter;
  return refuse("has a delimiter that is not text");
}

async function openResource(source: Source, resource: Resource, limits: Limits): Promise<InputTable> {
  const { name, format } = resource;
  const encoding = encodingNamed(resource.encoding, DESCRIPTOR);
  if (format === "ndjson") return openNdjsonTable(source, { name, encoding, limits });
  const delimiter = resource.delimiter ?? (format === "tsv" ? "\t" : ",");
  return openCsvTable(source, { name, encoding, delimiter, limits, notes: [] });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);
