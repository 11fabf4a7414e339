let version: string | null = null;

/** The version of the data that the last answer was computed from; null before the first. */
export const dataVersion = (): string | null => version;

/** Sends one operation to the graph and returns its JSON answer; throws when the answer is not JSON. */
export async function runOperation(
  operation: object,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const response = await fetch("/graphql", { ...request(operation, headers) });
  version = response.headers.get("x-data-version") ?? version;
  const text = await response.text();
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(
      `The server answered ${response.status} with something that is not JSON: ${text.slice(0, 200)}`,
    );
  }
}

/** Sends one operation and returns its data; throws the first error of the answer. */
export async function ask<T>(query: string, variables: object): Promise<T> {
  const { data, errors } = (await runOperation({ query, variables })) as {
    data?: T | null;
    errors?: { message: string }[];
  };
  if (!data || errors?.[0]) throw new Error(errors?.[0]?.message ?? "The answer has no data");
  return data;
}

export type FileFormat = "csv" | "xlsx" | "ndjson";

/** All rows of an operation's only list as a file; throws the server's reason when they cannot be had. */
export async function fetchFile(
  operation: object,
  format: FileFormat,
  headers: Record<string, string> = {},
): Promise<File> {
  const response = await fetch(`/export?format=${format}`, request(operation, headers));
  if (!response.ok) {
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    throw new Error(errors[0]?.message ?? `The server answered ${response.status}`);
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return new File([await response.blob()], name ?? `cakupan.${format}`);
}

const request = (operation: object, headers: Record<string, string>): RequestInit => ({
  method: "POST",
  headers: {
    accept: "application/graphql-response+json, application/json",
    "content-type": "application/json",
    "apollo-require-preflight": "true",
    ...headers,
  },
  body: JSON.stringify(operation),
});
