import { readdirSync, readFileSync } from "node:fs";

/** What a process says of its time in /proc. */
export interface ProcessTime {
  pid: number;
  parent: number;
  /** Ticks that it took itself, and those of its children that have ended. */
  ticks: number;
}

// Linux reports processor time to programs in ticks of this length on every machine.
const MILLISECONDS_PER_TICK = 10;

/** Reads the contents of /proc/<pid>/stat. */
export function processTime(stat: string): ProcessTime {
  // The program's name, in parentheses, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // utime, stime, cutime and cstime.
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number.parseInt(stat, 10), parent: Number(fields[1]), ticks };
}

/** The ticks that a process and all below it have taken; null when it is not among them. */
export function ticksOfTree(processes: readonly ProcessTime[], pid: number): number | null {
  const root = processes.find((other) => other.pid === pid);
  if (!root) return null;
  const below = processes.filter(({ parent }) => parent === pid);
  return below.reduce((sum, { pid: child }) => sum + (ticksOfTree(processes, child) ?? 0), root.ticks);
}

/**
 * The processor time that the kernel counted for a process and all that it started, in milliseconds: PostgreSQL has a
 * process for each connection, and Cakupan reads SQLite in processes of its own. Null where the system does not report it.
 */
export function cpuMilliseconds(pid: number | null | undefined): number | null {
  if (pid === null || pid === undefined) return null;
  const ticks = ticksOfTree(readProcesses(), pid);
  return ticks === null ? null : ticks * MILLISECONDS_PER_TICK;
}

function readProcesses(): ProcessTime[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          return [processTime(readFileSync(`/proc/${name}/stat`, "utf8"))];
        } catch {
          // It has ended since.
          return [];
        }
      });
  } catch {
    return [];
  }
}
