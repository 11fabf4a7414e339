import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const Field = z.object({
  name: z.string(),
  type: z.enum(["string", "number", "integer", "boolean", "date", "year"]),
  constraints: z
    .object({
      required: z.boolean().optional(),
      enum: z.array(z.union([z.string(), z.number()])).optional(),
      pattern: z.string().optional(),
      minimum: z.coerce.number().optional(),
      maximum: z.coerce.number().optional(),
    })
    .optional(),
});

const Keys = z.union([z.string().transform((key) => [key]), z.array(z.string())]);

const Resource = z.object({
  name: z.string(),
  path: z.string().regex(/^[\w-]+\.csv$/, "must be a CSV file beside the descriptor"),
  schema: z.object({
    fields: z.array(Field).min(1),
    primaryKey: Keys.optional(),
    uniqueKeys: z.array(Keys).default([]),
    foreignKeys: z
      .array(z.object({ fields: Keys, reference: z.object({ resource: z.string(), fields: Keys }) }))
      .default([]),
  }),
});

const Descriptor = z.object({
  name: z.string().max(80),
  title: z.string().max(200).default(""),
  version: z.string().max(40).optional(),
  licenses: z
    .array(z.object({ name: z.string(), title: z.string().optional(), path: z.string().optional() }))
    .default([]),
  resources: z.array(Resource).min(1),
});

/** The part of a Frictionless Data Package v2 that loading reads. */
export type Descriptor = z.infer<typeof Descriptor>;
/** One table of a package: its file and its table schema. */
export type Resource = z.infer<typeof Resource>;

/** A data package in a folder. */
export interface DataPackage {
  folder: string;
  descriptor: Descriptor;
  /** SHA-256 over the descriptor and all files of the package. */
  digest: string;
}

/** Opens the data package in a folder. Throws an Error that names what is wrong with the descriptor or which file is missing. */
export async function openPackage(folder: string): Promise<DataPackage> {
  const path = join(folder, "datapackage.json");
  const text = await readFile(path, "utf8");
  const result = Descriptor.safeParse(parseJson(path, text));
  if (!result.success)
    throw new Error(`${path} is not a data package that can be loaded:\n${z.prettifyError(result.error)}`);
  const hash = createHash("sha256").update(text);
  for (const resource of result.data.resources) {
    for await (const chunk of createReadStream(join(folder, resource.path))) hash.update(chunk as Buffer);
  }
  return { folder, descriptor: result.data, digest: hash.digest("hex") };
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
