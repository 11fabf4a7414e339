import "reflect-metadata";
import { readOptions, USAGE, UsageError } from "./bench/options.js";

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const { benchAnswers } = await import("./bench/bench-answers.js");
  const { benchImport } = await import("./bench/bench-import.js");
  const { benchReader } = await import("./bench/bench-reader.js");
  if (options.subject === "reader") process.exitCode = await benchReader();
  else process.exitCode = await (options.subject === "import" ? benchImport(options) : benchAnswers(options));
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  console.error(isUsage ? `${error.message}\n\n${USAGE}` : error instanceof Error ? error.message : error);
  process.exitCode = isUsage ? 2 : 1;
});
