import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { isAbsolute, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

/** A program of ours that runs. */
export interface Started {
  server: ChildProcessWithoutNullStreams;
  /** The first line of the log with this message; rejects when the process ends before. */
  logged: (message: string) => Promise<any>;
  /** Exit code and all that was written, once the process has ended. */
  ended: Promise<{ code: number | null; output: string; errors: string }>;
}

export interface StartOptions {
  /** The command line. */
  given?: string[];
  cwd?: string;
  /** Whom the process runs as, if not as the tests do. */
  uid?: number | undefined;
  /** Whether a shell stands between, as one does for scripts of npm. */
  inShell?: boolean;
}

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/**
 * Starts a program with nothing of this environment; its server takes a free port. A program of this project, such as
 * "src/main.ts", is the compiled one; that of another folder, named by its whole path, runs from its sources if it is
 * TypeScript.
 */
export function startProgram(
  program: string,
  environment: NodeJS.ProcessEnv,
  { given = [], cwd, uid, inShell = false }: StartOptions = {},
): Started {
  const env = { PATH: process.env.PATH, PORT: "0", EXPLORER: "false", ...environment };
  const command = [...fileOf(program), ...given];
  const server = inShell
    ? spawn("sh", ["-c", '"$0" "$@"; true', process.execPath, ...command], { env, cwd, uid })
    : spawn(process.execPath, command, { env, cwd, uid });
  let errors = "";
  server.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const lines: string[] = [];
  const reader = createInterface(server.stdout).on("line", (line) => lines.push(line));
  const exit = once(server, "close") as Promise<[number | null]>;
  const logged = async (message: string): Promise<any> => {
    const find = (): any =>
      lines.map((line) => (line.startsWith("{") ? JSON.parse(line) : {})).find(({ msg }) => msg === message);
    while (find() === undefined) {
      const more = await Promise.race([once(reader, "line").then(() => true), exit.then(() => false)]);
      if (!more && find() === undefined) throw new Error(`It ended without "${message}": ${errors}`);
    }
    return find();
  };
  const ended = exit.then(([code]) => ({ code, output: lines.join("\n"), errors }));
  return { server, logged, ended };
}

function fileOf(program: string): string[] {
  if (!isAbsolute(program)) return [compiled(program)];
  return program.endsWith(".ts") ? ["--import", TSX, program] : [program];
}

/** The compiled file of a program of this project. */
export const compiled = (program: string): string => resolve("dist", program.replace(/\.ts$/, ".js"));
