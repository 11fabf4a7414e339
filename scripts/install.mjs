// Installs the packages of a folder that has a manifest of its own, when its lock file has changed since:
// `node scripts/install.mjs gateway`.
import { spawnSync } from "node:child_process";
import console from "node:console";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const [, , folder = "."] = process.argv;
const digestFile = join(folder, "node_modules/.cakupan-lock");
const digest = createHash("sha256")
  .update(readFileSync(join(folder, "package-lock.json")))
  .digest("hex");

function installed() {
  try {
    return readFileSync(digestFile, "utf8");
  } catch {
    return null;
  }
}

if (installed() !== digest) {
  console.error(`Installing the packages of ${folder} …`);
  const { status } = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
      shell: process.platform === "win32",
    },
  );
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(digestFile, digest);
}
