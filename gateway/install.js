// Installs the packages of the gateway when its lock file has changed since.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const folder = new URL("./", import.meta.url);
const digestFile = new URL("node_modules/.cakupan-lock", folder);
const digest = createHash("sha256")
  .update(readFileSync(new URL("package-lock.json", folder)))
  .digest("hex");

function installed() {
  try {
    return readFileSync(digestFile, "utf8");
  } catch {
    return null;
  }
}

if (installed() !== digest) {
  console.error("Installing the packages of the gateway …");
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
