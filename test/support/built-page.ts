import { execFile } from "node:child_process";
import { mkdir, rmdir } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const root = resolve(import.meta.dirname, "../..");
const lock = resolve(root, "dist", ".building-page");
const PATIENCE = 180_000;

/** Builds the page if it has changed. Files of tests run side by side, and only one of them may write it. */
export async function buildPage(): Promise<void> {
  await mkdir(resolve(root, "dist"), { recursive: true });
  await takeLock(Date.now() + PATIENCE);
  try {
    await promisify(execFile)(process.execPath, ["--import", "tsx", "scripts/build-explorer.ts"], {
      cwd: root,
    });
  } finally {
    await rmdir(lock);
  }
}

async function takeLock(until: number): Promise<void> {
  try {
    await mkdir(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (Date.now() > until) throw new Error(`${lock} was not removed in time`, { cause: error });
    await pause(100);
    await takeLock(until);
  }
}
