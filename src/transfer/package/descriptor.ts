import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DESCRIPTOR } from "../../files/read/package-input.js";

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

const About = z.object({
  name: z.string().max(80),
  title: z.string().max(200).default(""),
  version: z.string().max(40).optional(),
  /** Whether it is all of its dataset, so that rows that it no longer has are superseded. */
  "cakupan:whole": z.boolean().optional(),
  licenses: z
    .array(z.object({ name: z.string(), title: z.string().optional(), path: z.string().optional() }))
    .default([]),
});

const Descriptor = About.extend({ resources: z.array(Resource).min(1) });

/** Name, title, version and licences of a package. */
export type About = z.infer<typeof About>;
/** The properties of a Frictionless Data Package v2 descriptor that loading reads. */
export type Descriptor = z.infer<typeof Descriptor>;
/** One table of a package: its file and its table schema. */
export type Resource = z.infer<typeof Resource>;

interface TemplateField {
  name: string;
  type: string;
  description?: string;
  constraints?: Record<string, unknown>;
}

/** A resource of a template. */
export interface TemplateResource {
  name: string;
  path: string;
  schema: { fields: TemplateField[]; uniqueKeys?: unknown } & Record<string, unknown>;
  [more: string]: unknown;
}

/** A descriptor after which other packages are written: with all its properties, also those that loading does not read. */
export interface Template {
  name: string;
  title?: string;
  description?: string;
  version?: string;
  created?: string;
  licenses?: Record<string, unknown>[];
  sources?: Record<string, unknown>[];
  resources: TemplateResource[];
  [more: string]: unknown;
}

/** Reads the descriptor of a data package in a folder. Throws an Error that names each fault in it. */
export async function readDescriptor(folder: string): Promise<{ descriptor: Descriptor; text: string }> {
  const path = join(folder, DESCRIPTOR);
  const text = await readFile(path, "utf8");
  const result = Descriptor.safeParse(parseJson(path, text));
  if (!result.success)
    throw new Error(`${path} is not a data package that can be loaded:\n${z.prettifyError(result.error)}`);
  return { descriptor: result.data, text };
}

/** Reads the descriptor of a data package in a folder as a template. Throws an Error that names each fault in it. */
export async function readTemplate(folder: string): Promise<Template> {
  const { text } = await readDescriptor(folder);
  return JSON.parse(text) as Template;
}

/** Reads name, title, version and licences from a foreign descriptor. Throws an Error that names each fault in them. */
export function readAbout(descriptor: unknown): About {
  const result = About.safeParse(descriptor);
  if (!result.success) throw new Error(`${DESCRIPTOR} is faulty:\n${z.prettifyError(result.error)}`);
  return result.data;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
