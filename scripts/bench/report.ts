import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Differing } from "./drive.js";
import type { Machine } from "./machine.js";
import type { CliffMeasurement } from "./measure-cliffs.js";
import {
  median,
  type Difference,
  type Measurement,
  type ProcessorTime,
  type TargetMeasurement,
} from "./measure.js";
import type { BenchOptions, WorkloadName } from "./options.js";
import type { StatementRows } from "./statements.js";

/** The results of a run. */
export interface BenchReport {
  options: BenchOptions;
  machine: Machine;
  at: string;
  measurements: Measurement[];
  cliffs: CliffMeasurement[];
  /** The statements of one request, for each server by name. */
  statements: Partial<Record<WorkloadName, Record<string, number | null>>>;
  /** The statements of Cakupan that read far more rows than they return. */
  wasteful: Partial<Record<WorkloadName, StatementRows[]>>;
  /** The peak memory of each server by name. */
  peakBytes: Record<string, number | null>;
  differences: Difference[];
}

/** The report as text: the machine, a table of measurements, and failures. */
export function reportText({
  options,
  machine,
  measurements,
  cliffs,
  statements,
  wasteful,
  peakBytes,
  differences,
}: BenchReport): string {
  const lines = [
    machineText(machine),
    `scale ${options.scale}; ${options.rounds} rounds of ${options.seconds} s in turns; ratio: requests a second of the floor over the server's, median (least–most)`,
    "floor: written by hand on lean tables of its own; wide floor: the same on Cakupan's tables",
    "CPU ratio: processor time of an answer over the floor's; CPU ms: of the server + of the engine",
  ];
  for (const differing of ["variables", "documents", "nothing"] as const) {
    const rows = measurements.filter((measurement) => measurement.differing === differing);
    if (rows.length === 0) continue;
    lines.push("", DIFFERING[differing]);
    lines.push(
      ...table(
        HEADINGS,
        rows.flatMap((row) => serverLines(row, statements[row.workload])),
      ),
    );
  }
  lines.push(...cliffLines(cliffs));
  const peaks = Object.entries(peakBytes).map(([name, bytes]) => `${name} ${megabytes(bytes)}`);
  lines.push(...wastefulLines(wasteful));
  lines.push("", `Peak memory: ${peaks.join(", ")}`);
  for (const { workload, servers } of measurements) {
    for (const { name, failures, failure } of servers)
      if (failures > 0) lines.push(`FAILED: ${workload} ${failures} times on ${name}: ${failure ?? ""}`);
  }
  for (const { workload, text } of differences) lines.push(`DIFFERENT ANSWERS: ${workload} ${text}`);
  return lines.join("\n");
}

/** The machine of a measurement, in one line. */
export const machineText = ({ cpu, cores, memoryGigabytes, node, engine }: Machine): string =>
  `${cpu}, ${cores} cores, ${memoryGigabytes} GB; Node ${node}, ${engine}`;

const DIFFERING: Record<Differing, string> = {
  variables: "Other variables each time:",
  documents: "Another document each time:",
  nothing: "The same variables each time:",
};

const HEADINGS = [
  "",
  "at once",
  "server",
  "ratio",
  "requests/s",
  "p50/p99 ms",
  "CPU ratio",
  "CPU ms",
  "statements",
  "kB",
];

function serverLines(
  { workload, concurrency, servers }: Measurement,
  statements: Record<string, number | null> | undefined,
): string[][] {
  const least = wholeTime(servers[0]?.cpu);
  return servers.map((server, place) => [
    place === 0 ? workload : "",
    place === 0 ? String(concurrency) : "",
    server.name,
    place === 0 ? "1" : spread(server.ratios),
    short(median(server.perSecond)),
    `${short(server.p50)} / ${short(server.p99)}`,
    short(wholeTime(server.cpu) / least),
    processorTime(server),
    String(statements?.[server.name] ?? "–"),
    short(server.bytesPerAnswer / 1000),
  ]);
}

const spread = (ratios: readonly number[]): string =>
  `${short(median(ratios))} (${short(Math.min(...ratios))}–${short(Math.max(...ratios))})`;

const CLIFF_HEADINGS = [
  "",
  "at once",
  "requests",
  "p50/p99 ms",
  "CPU ms",
  "statements",
  "rows read",
  "kB",
  "",
];

function cliffLines(found: readonly CliffMeasurement[]): string[] {
  if (found.length === 0) return [];
  const shown = (value: number | null): string => (value === null ? "–" : short(value));
  const rows = found.map(({ workload, title, concurrency, requests, p50, p99, cpu, ...counts }) => [
    workload,
    String(concurrency),
    String(requests),
    `${short(p50)} / ${short(p99)}`,
    `${shown(cpu.server)} + ${shown(cpu.engine)}`,
    shown(counts.statements),
    shown(counts.rowsRead),
    short(counts.bytesPerAnswer / 1000),
    title,
  ]);
  const failed = found.filter(({ failures }) => failures > 0);
  return [
    "",
    "Without a floor:",
    ...table(CLIFF_HEADINGS, rows),
    ...failed.map(
      ({ workload, failures, failure }) => `FAILED: ${workload} ${failures} times: ${failure ?? ""}`,
    ),
  ];
}

function wastefulLines(found: BenchReport["wasteful"]): string[] {
  const lines = Object.entries(found).flatMap(([workload, statements]) =>
    statements.map(
      ({ name, rowsRead, rowsReturned }) => `${workload} ${name}: ${rowsRead} rows for ${rowsReturned}`,
    ),
  );
  return lines.length === 0
    ? []
    : ["", "Statements that read more than 3 rows for each that they return:", ...new Set(lines)];
}

const wholeTime = (cpu: ProcessorTime | undefined): number => (cpu?.server ?? NaN) + (cpu?.engine ?? 0);
const processorTime = ({ cpu: { server, engine } }: TargetMeasurement): string =>
  [server, engine].map((time) => (time === null ? "–" : short(time))).join(" + ");

/** A number in some three digits. */
export const short = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(value < 1 ? 2 : 3)));

export const megabytes = (bytes: number | null): string =>
  bytes === null ? "unknown" : `${Math.round(bytes / 1e6)} MB`;

/** Lines of a table whose columns are as wide as their longest cell. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Saves a report in a file named after the time, and returns its path. */
export async function saveReport(folder: string, subject: string, report: object): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${subject}-${new Date().toISOString().replaceAll(/[:.]/g, "-")}.json`);
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
  return path;
}
