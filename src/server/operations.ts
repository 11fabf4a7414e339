import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { Kind, parse } from "graphql";

/** An example operation, with the question it answers in English and in Indonesian. */
export interface ExampleOperation {
  /** The file's name without `.graphql`. */
  name: string;
  question: string;
  pertanyaan: string;
  /** The whole file, comments included, as the explorer shows it. */
  document: string;
  variables?: Record<string, unknown>;
}

/**
 * Reads every `NAME.graphql` of a folder, with its `NAME.variables.json` if there is one, sorted by file name.
 * Throws an error naming the file when it has no `# EN:` and `# ID:` line above its operation, when it does not hold
 * exactly one named operation, when it does not parse, or when its variables are not a JSON object.
 */
export async function readOperations(folder: string): Promise<ExampleOperation[]> {
  const files = await readdir(folder);
  const names = files.filter((file) => file.endsWith(".graphql")).sort();
  return Promise.all(
    names.map(async (file) => {
      try {
        return await readOperation(folder, basename(file, ".graphql"), files);
      } catch (error) {
        throw new Error(`${join(folder, file)}: ${(error as Error).message}`, { cause: error });
      }
    }),
  );
}

async function readOperation(folder: string, name: string, files: string[]): Promise<ExampleOperation> {
  const document = await readFile(join(folder, `${name}.graphql`), "utf8");
  requireOneOperation(document);
  const operation = {
    name,
    question: readComment(document, "EN"),
    pertanyaan: readComment(document, "ID"),
    document,
  };
  const variablesFile = `${name}.variables.json`;
  if (!files.includes(variablesFile)) return operation;
  return { ...operation, variables: parseVariables(await readFile(join(folder, variablesFile), "utf8")) };
}

function requireOneOperation(document: string): void {
  const { definitions } = parse(document, { noLocation: true });
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1 || !operations[0]?.name) {
    throw new Error("an example must have exactly one operation, with a name");
  }
}

function readComment(document: string, language: "EN" | "ID"): string {
  const leading = /^(?:(?:#.*)?\n)*/.exec(document)?.[0] ?? "";
  const text = new RegExp(`^# ${language}: (.+)$`, "m").exec(leading)?.[1]?.trim();
  if (!text) throw new Error(`a line "# ${language}: …" is missing above the operation`);
  return text;
}

function parseVariables(text: string): Record<string, unknown> {
  const variables: unknown = JSON.parse(text);
  if (typeof variables !== "object" || variables === null || Array.isArray(variables)) {
    throw new Error("the variables must be a JSON object");
  }
  return variables as Record<string, unknown>;
}
