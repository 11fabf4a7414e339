import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Ajv } from "ajv";

const schema = JSON.parse(await readFile(new URL("../sources.schema.json", import.meta.url), "utf8"));
const isValid = new Ajv({ allErrors: true, strict: false }).compile(schema);

const DEFAULT_TIMEOUT_SECONDS = 3;

/** A fault of sources.json, which names the place. */
export class SourcesError extends Error {}

/** Reads the sources of a file. Throws a SourcesError with every fault in it. */
export async function readSources(file, environment = process.env) {
  const { sources } = parsed(file, await readFile(file, "utf8"));
  const faults = sources.flatMap((source, place) => [
    ...(sources.findIndex(({ name }) => name === source.name) < place
      ? [`"${source.name}" is the name of two sources`]
      : []),
    ...missingVariables(source, environment).map((name) => `${source.name}: ${name} is not set`),
  ]);
  if (faults.length > 0) throw new SourcesError(`${file}:\n  ${faults.join("\n  ")}`);
  return sources.map((source) => completed(source, dirname(file), environment));
}

function parsed(file, text) {
  let content;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new SourcesError(`${file} is not JSON: ${error.message}`);
  }
  if (isValid(content)) return content;
  const faults = isValid.errors
    .filter(({ keyword }) => keyword !== "if")
    .map(({ instancePath, message, params }) => {
      const allowed = params.allowedValues ? `: ${params.allowedValues.join(", ")}` : "";
      const unknown = params.additionalProperty ? `: "${params.additionalProperty}"` : "";
      return `${instancePath || "/"} ${message}${allowed}${unknown}`;
    });
  throw new SourcesError(`${file}:\n  ${faults.join("\n  ")}`);
}

const VARIABLE = /\{env\.(\w+)\}/g;

const missingVariables = ({ address, headers = {} }, environment) =>
  [...`${address} ${Object.values(headers).join(" ")}`.matchAll(VARIABLE)]
    .map(([, name]) => name)
    .filter((name) => environment[name] === undefined);

function completed(source, folder, environment) {
  const filled = (text) => text.replace(VARIABLE, (_all, name) => environment[name]);
  const { description } = source;
  const isFile = description !== undefined && !/^https?:/.test(description);
  return {
    forward: [],
    trusted: false,
    attach: [],
    smoke: [],
    prefix: source.kind === "subgraph" ? "" : `${source.name[0].toUpperCase()}${source.name.slice(1)}`,
    ...source,
    // The address as it is written stays out of what is composed, since it may have a password.
    written: source.address,
    address: filled(source.address),
    headers: Object.fromEntries(
      Object.entries(source.headers ?? {}).map(([name, value]) => [name.toLowerCase(), filled(value)]),
    ),
    description: isFile ? resolve(folder, description) : description,
    timeoutMs: 1_000 * (source.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS),
  };
}
