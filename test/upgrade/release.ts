import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, lstat, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const git = async (...given: string[]): Promise<string> => (await run("git", given)).stdout.trim();

const LIST = "test/upgrade/releases.json";
const FOLDER = "var/releases";

/** A state of main that others may run. */
export interface Release {
  commit: string;
  landed: string;
}

/** Releases whose code is in this repository's history, and why others are not. */
export interface History {
  releases: Release[];
  lack: string | null;
}

/**
 * The landed releases that this repository has. What a shallow clone lacks is left out, and so is all where there is no
 * repository; a whole one that lacks a release is an Error, since then the list is wrong.
 */
export async function readHistory(): Promise<History> {
  const listed = JSON.parse(await readFile(LIST, "utf8")) as Release[];
  const shallow = await git("rev-parse", "--is-shallow-repository").catch(() => null);
  if (shallow === null) return { releases: [], lack: "Git knows no repository here" };
  const isThere = await Promise.all(
    listed.map(({ commit }) =>
      git("cat-file", "-e", `${commit}^{commit}`).then(
        () => true,
        () => false,
      ),
    ),
  );
  const releases = listed.filter((_, index) => isThere[index]);
  const absent = listed.filter((release) => !releases.includes(release)).map(({ commit }) => commit);
  if (absent.length === 0) return { releases, lack: null };
  if (shallow !== "true")
    throw new Error(`${LIST} names ${absent.join(", ")}, which this repository does not have`);
  return { releases, lack: `This clone is shallow and lacks ${absent.join(", ")} (git fetch --unshallow)` };
}

/** A release's file as it landed; null when it had none there. */
export const fileOf = ({ commit }: Release, path: string): Promise<string | null> =>
  run("git", ["show", `${commit}:${path}`]).then(
    ({ stdout }) => stdout,
    () => null,
  );

/** The paths of a release's files in a folder. */
export const filesIn = async ({ commit }: Release, folder: string): Promise<string[]> =>
  (await git("ls-tree", "--name-only", commit, folder)).split("\n").filter((path) => path !== "");

/** A folder with the code of a release, ready to run: with our packages where they are those it names, else its own. */
export async function releaseFolder({ commit }: Release): Promise<string> {
  const folder = resolve(FOLDER, commit);
  if (!existsSync(folder)) await extract(commit, folder);
  const modules = join(folder, "node_modules");
  if (await hasItsPackages(folder)) {
    if (!existsSync(modules)) await symlink(resolve("node_modules"), modules);
  } else if (!existsSync(join(modules, ".package-lock.json")) || (await lstat(modules)).isSymbolicLink()) {
    await rm(modules, { recursive: true, force: true });
    await install(folder);
  }
  return folder;
}

const DRIVER = "better-sqlite3";
const BINARY = `node_modules/${DRIVER}/build/Release/better_sqlite3.node`;

async function install(folder: string): Promise<void> {
  const options = ["--omit=dev", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  await run("npm", ["ci", ...options], { cwd: folder });
  // Compiling it takes minutes.
  const [ours, its] = await Promise.all(
    ["", folder].map((place) => readManifest(join(place, "node_modules", DRIVER))),
  );
  if (ours?.version === its?.version) await cp(BINARY, join(folder, BINARY), { recursive: true });
  else await run("npm", ["rebuild", DRIVER], { cwd: folder });
}

async function extract(commit: string, folder: string): Promise<void> {
  // A folder under its own name is whole.
  const part = `${folder}.${process.pid}`;
  await mkdir(part, { recursive: true });
  await git("archive", "--format=tar", `--output=${part}.tar`, commit);
  await run("tar", ["-xf", `${part}.tar`, "-C", part]);
  await rm(`${part}.tar`);
  await rename(part, folder);
}

async function hasItsPackages(folder: string): Promise<boolean> {
  const { dependencies } = await readManifest(folder);
  const same = await Promise.all(
    Object.entries(dependencies).map(async ([name, wanted]) => {
      const { version } = await readManifest(join("node_modules", name)).catch(() => ({ version: null }));
      return version === wanted;
    }),
  );
  return same.every((is) => is);
}

const readManifest = async (
  folder: string,
): Promise<{ version: string; dependencies: Record<string, string> }> =>
  JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
