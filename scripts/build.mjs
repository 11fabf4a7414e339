// Builds the server and its page into dist/, and says what it is doing: the first build takes a minute.
import { spawnSync } from "node:child_process";
import console from "node:console";
import process from "node:process";

const steps = [
  ["Compiling the server …", ["scripts/compile.mjs"]],
  ["Bundling the page …", ["--import", "tsx", "scripts/build-explorer.ts"]],
];

for (const [message, command] of steps) {
  console.error(message);
  const { status } = spawnSync(process.execPath, command, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
