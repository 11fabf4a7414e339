// Writes the files of schema/ and clients/ that follow from the code. With --check, reports instead whether they are up
// to date, and which changes break callers.
import "reflect-metadata";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { buildServedSchema } from "../src/server/schema.js";
import { readOperations } from "../src/server/operations.js";
import { mappingJsonSchema } from "../src/transfer/mapping/mapping.js";
import { clientKitFiles } from "./client-kit/files.js";
import { announcesBreaking, breakingChanges } from "./schema-check.js";

const file = "schema/cakupan.graphql";
const { sdl, clientSdl } = buildServedSchema();
const files: Record<string, string> = {
  [file]: sdl,
  "schema/cakupan.client.graphql": clientSdl,
  "schema/mapping.schema.json": `${JSON.stringify(mappingJsonSchema(), null, 2)}\n`,
  ...(await clientKitFiles(clientSdl, await readOperations("schema/operations"))),
};

if (process.argv.includes("--check")) {
  for (const [path, text] of Object.entries(files))
    if (readOr(path, "") !== text) fail(`${path} is out of date. Run \`npm run schema\` and commit it.`);
  await checkAgainstPrevious();
} else {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

async function checkAgainstPrevious(): Promise<void> {
  const previous = committedBefore();
  if (previous === null) {
    console.log(`There is no previous commit with ${file} to compare with.`);
    return;
  }
  const breaking = await breakingChanges(previous, sdl);
  for (const change of breaking) console.log(`Breaking: ${change}`);
  if (breaking.length > 0 && !announcesBreaking(readOr("CHANGELOG.md", ""))) {
    fail(
      "Describe these changes in the newest section of CHANGELOG.md, in a line that starts with **Breaking**.",
    );
  }
}

function committedBefore(): string | null {
  try {
    return execFileSync("git", ["show", `HEAD~1:${file}`], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 24,
    });
  } catch {
    return null;
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}

function fail(reason: string): void {
  console.error(reason);
  process.exitCode = 1;
}
