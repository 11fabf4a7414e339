import type { Dataset } from "../../modules/about/dataset.entity.js";
import type { Template, TemplateResource } from "./descriptor.js";
import type { Part } from "./part.js";

/** The file of a table after it has been written. */
export interface Written {
  resource: TemplateResource;
  rows: number;
  bytes: number;
  sha256: string;
  /** Columns in which at least one cell is empty. */
  emptyColumns: ReadonlySet<string>;
}

/**
 * The descriptor of an export: the template with a name and version of its own. Only an export of the whole graph, loaded
 * from one package, keeps that package's name: otherwise loading a part would replace the whole package.
 */
export function exportDescriptor(
  template: Template,
  part: Part,
  datasets: readonly Dataset[],
  written: readonly Written[],
): Template {
  const [only] = datasets;
  const isOnePackage = datasets.length === 1 && only !== undefined;
  const newest = datasets.toSorted((one, other) => other.revision - one.revision)[0];
  const { region, since, tables } = part.wanted;
  const base = isOnePackage ? only.name : `${template.name}-merged`;
  const narrowed = [
    ...(tables ?? []),
    ...(region === null ? [] : [region]),
    ...(since === null ? [] : [since]),
  ];
  const limits = [
    tables === null ? "" : ` The tables ${tables.join(", ")} and what they refer to.`,
    region === null ? "" : ` Rows about ${region} and all below it, and what they refer to.`,
    since === null ? "" : ` Of the observations, those whose periods end on ${since} or later.`,
  ];
  return {
    ...template,
    name: (part.isWhole ? base : [base, ...narrowed].join("-")).toLowerCase().slice(0, 80),
    title: isOnePackage && only.title !== "" ? only.title : (template.title ?? ""),
    description: `${template.description ?? ""}${limits.join("")}`,
    version: `${newest?.version?.split("+")[0] ?? "0.0.0"}+revision.${newest?.revision ?? 0}`,
    created: loadedAt(datasets).toISOString(),
    licenses: licences(template, datasets),
    sources: [
      ...(template.sources ?? []),
      ...datasets
        .filter(({ name }) => name !== template.name)
        .map(({ name, title, version }) => ({
          title: `Data package ${name}: ${title}${version === null ? "" : ` (${version})`}`,
        })),
    ],
    resources: written.map((table) => describeFile(table, datasets.length > 1)),
  };
}

/** The instant of the last load. Files are dated with it, so that the same graph always gives the same bytes. */
export function loadedAt(datasets: readonly Dataset[]): Date {
  const latest =
    datasets
      .map((dataset) => dataset.loadedAt)
      .sort()
      .at(-1) ?? "1980-01-01 00:00:00.000";
  return new Date(`${latest.replace(" ", "T")}Z`);
}

function licences(template: Template, datasets: readonly Dataset[]): Record<string, unknown>[] {
  const named = datasets.flatMap((dataset) =>
    dataset.licences.map(({ name, title, url }) => ({
      name,
      ...(url === null ? {} : { path: url }),
      ...(title === null ? {} : { title }),
    })),
  );
  const all = [...(template.licenses ?? []), ...named];
  const places = new Map(all.map((licence, index) => [JSON.stringify([licence.name, licence.title]), index]));
  return all.filter((_, index) => [...places.values()].includes(index));
}

// The rows of several packages together may break unique keys that hold within each, and have empty required cells.
function describeFile(
  { resource, bytes, sha256, emptyColumns }: Written,
  isMerged: boolean,
): TemplateResource {
  const isWritten = ([key]: [string, unknown]): boolean => key !== "uniqueKeys" || !isMerged;
  const fields = resource.schema.fields.map((field) => {
    const { required, ...constraints } = field.constraints ?? {};
    return required === true && emptyColumns.has(field.name) ? { ...field, constraints } : field;
  });
  const schema = Object.fromEntries(Object.entries({ ...resource.schema, fields }).filter(isWritten));
  return { ...resource, bytes, hash: `sha256:${sha256}`, schema: schema as TemplateResource["schema"] };
}
