import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CLIFFS } from "./cliffs.js";
import { startCakupan } from "./contenders.js";
import { BENCH_FOLDER, type BenchDatabase } from "./database.js";
import { drive, requestsOf } from "./drive.js";
import type { BenchOptions, WorkloadName } from "./options.js";
import { WORKLOADS, type Codes } from "./workloads.js";

/** Runs one workload on Cakupan alone, and leaves a CPU profile of it. Returns the exit status. */
export async function profile(
  options: BenchOptions,
  name: WorkloadName,
  database: BenchDatabase,
  codes: Codes,
): Promise<number> {
  const workload = [...WORKLOADS, ...CLIFFS].find((other) => other.name === name);
  if (!workload) throw new Error(`No workload ${name}`);
  const folder = join(BENCH_FOLDER, "profiles");
  const server = await startCakupan(database, [
    "--cpu-prof",
    `--cpu-prof-dir=${folder}`,
    `--cpu-prof-name=${name}-${Date.now()}.cpuprofile`,
  ]);
  for (const concurrency of options.concurrency) {
    const next = requestsOf(workload, codes, 1);
    const length = { concurrency, seconds: options.seconds * options.rounds };
    const { perSecond, failures } = await drive(server, workload, next, length);
    console.log(
      `${name}, ${concurrency} at once: ${perSecond.toFixed(1)} requests a second, ${failures} failed`,
    );
  }
  await server.stop();
  console.log(`The profile is ${await newest(folder)}; Chromium's developer tools open it.`);
  return 0;
}

async function newest(folder: string): Promise<string> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => ({
      path: join(folder, name),
      at: (await stat(join(folder, name))).mtimeMs,
    })),
  );
  return files.sort((one, other) => other.at - one.at)[0]?.path ?? folder;
}
