import "reflect-metadata";
import { spawnSync } from "node:child_process";
import { readOptions, USAGE, UsageError } from "./bench/options.js";

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const { benchAnswers } = await import("./bench/bench-answers.js");
  const { benchImport } = await import("./bench/bench-import.js");
  const { benchReader } = await import("./bench/bench-reader.js");
  if (options.subject === "gateway") process.exitCode = benchGateway();
  else if (options.subject === "reader") process.exitCode = await benchReader();
  else process.exitCode = await (options.subject === "import" ? benchImport(options) : benchAnswers(options));
}

/** The gateway measures itself, as a package of its own. */
function benchGateway(): number {
  const run = (...args: string[]): number =>
    spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
  return run("scripts/install.mjs", "gateway") || run("gateway/bench.js");
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  console.error(isUsage ? `${error.message}\n\n${USAGE}` : error instanceof Error ? error.message : error);
  process.exitCode = isUsage ? 2 : 1;
});
