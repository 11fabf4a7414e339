import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { cpuMilliseconds } from "./processor-time.js";

/** A process that has ended without an error. */
export interface EndedProcess {
  milliseconds: number;
  /** The processor time that it took; null where the system does not report it. */
  cpu: number | null;
  /** Its peak memory; null where the system does not report it. */
  peakBytes: number | null;
}

/** A server that listens. */
export interface ServerProcess {
  address: string;
  pid: number | undefined;
  /** Its peak memory so far; null where the system does not report it. */
  peakBytes: () => number | null;
  stop: () => Promise<void>;
}

const POLL_MS = 50;

/** The peak memory of a process; null where the system does not report it, or when the process has ended. */
function peakBytes(pid: number | undefined): number | null {
  try {
    const status = readFileSync(`/proc/${pid ?? "none"}/status`, "utf8");
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** The arguments of Node in a script of package.json. The script's build must be up to date. */
export function nodeArguments(script: "start" | "import"): string[] {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  return (scripts[script] ?? "").replace(/^node /, "").split(" ");
}

/** Runs Node to its end. Throws an Error with its output when it fails. */
export async function runToEnd(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<EndedProcess> {
  const started = performance.now();
  const child = start(args, environment, ["ignore", "pipe", "pipe"]);
  const most: { peak: number | null; cpu: number | null } = { peak: null, cpu: null };
  const poll = setInterval(() => {
    most.peak = peakBytes(child.pid) ?? most.peak;
    most.cpu = cpuMilliseconds(child.pid) ?? most.cpu;
  }, POLL_MS);
  const output = outputOf(child);
  const [code] = (await once(child, "close")) as [number | null];
  clearInterval(poll);
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code ?? "a signal"}:\n${output()}`);
  return { milliseconds: performance.now() - started, cpu: most.cpu, peakBytes: most.peak };
}

/** Starts a server that writes its log into a file, and waits until the log has the address that it serves. */
export async function startServerProcess(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  log: string,
): Promise<ServerProcess> {
  await writeFile(log, "");
  // A log file costs this process no time; it would have to read a pipe.
  const file = openSync(log, "a");
  const child = start(args, environment, ["ignore", file, file]);
  closeSync(file);
  const ended = once(child, "close");
  for (;;) {
    const text = await readFile(log, "utf8");
    const address = /"address":"(http:[^"]+)"[^\n]*"msg":"serving"/.exec(text)?.[1];
    if (address !== undefined) return serverProcess(child, ended, address);
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`node ${args.join(" ")} ended before it served:\n${text.slice(-KEPT_CHARACTERS)}`);
    await pause(POLL_MS);
  }
}

const serverProcess = (child: ChildProcess, ended: Promise<unknown>, address: string): ServerProcess => ({
  address,
  pid: child.pid,
  peakBytes: () => peakBytes(child.pid),
  stop: async () => {
    child.kill("SIGTERM");
    await ended;
  },
});

function start(args: readonly string[], environment: NodeJS.ProcessEnv, stdio: StdioOptions): ChildProcess {
  const child = spawn(process.execPath, [...args], { env: { ...process.env, ...environment }, stdio });
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("close", () => process.off("exit", kill));
  return child;
}

const KEPT_CHARACTERS = 5_000;

function outputOf(child: ChildProcess): () => string {
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-KEPT_CHARACTERS)));
  return () => output;
}
