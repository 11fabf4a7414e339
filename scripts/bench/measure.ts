import type { BenchOptions } from "./options.js";
import { cpuMilliseconds } from "./processes.js";
import { ask, difference, drive, requestsOf, type Round, type Target } from "./drive.js";
import type { StatementCounter } from "./statements.js";
import type { Codes, Workload } from "./workloads.js";

/** The results of one workload at one concurrency. */
export interface Measurement {
  workload: Workload["name"];
  title: string;
  concurrency: number;
  /** Whether the variables were the same each time. */
  repeated: boolean;
  /** Requests a second of the floor over those of Cakupan, one for each round. */
  ratios: number[];
  floor: TargetMeasurement;
  cakupan: TargetMeasurement;
}

/** The results of one server. */
export interface TargetMeasurement {
  /** Requests a second, one for each round. */
  perSecond: number[];
  p50: number;
  p99: number;
  requests: number;
  failures: number;
  failure: string | null;
  bytesPerAnswer: number;
  /** Processor time of the server and of the engine for each request, in milliseconds; null where the system does not report it. */
  cpu: { server: number | null; engine: number | null };
}

/** A request whose answers differ between the servers. */
export interface Difference {
  workload: Workload["name"];
  text: string;
}

export type Targets = readonly [floor: MeasuredTarget, cakupan: MeasuredTarget];

/** A target with the processes that answer for it. */
interface MeasuredTarget extends Target {
  pid: number | undefined;
  enginePid: number | null;
}

interface MeasuredRound extends Round {
  cpu: TargetMeasurement["cpu"];
}

const COMPARED = 10;
const WARM_UP_SECONDS = 0.5;

/** Compares answers of both servers to requests of every workload; call it before anything is timed. */
export async function compareAnswers(
  targets: Targets,
  workloads: readonly Workload[],
  codes: Codes,
  seed = 1,
  count = COMPARED,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const workload of workloads) {
    const next = requestsOf(workload, codes, seed);
    for (let index = 0; index < count; index += 1) {
      const text = await difference(targets, workload, next());
      if (text !== null) differences.push({ workload: workload.name, text });
    }
  }
  return differences;
}

/** The statements that one request of a workload takes, on each server, once both are warm. */
export async function countStatements(
  targets: Targets,
  workload: Workload,
  codes: Codes,
  counter: StatementCounter,
): Promise<[floor: number | null, cakupan: number | null]> {
  const next = requestsOf(workload, codes, 99);
  const count = (target: Target): Promise<number | null> => {
    const request = next();
    return counter.during(() => ask(target, workload.document, request));
  };
  return [await count(targets[0]), await count(targets[1])];
}

/** Measures a workload on both servers in turns. */
export async function measure(
  targets: Targets,
  workload: Workload,
  codes: Codes,
  { concurrency, rounds, seconds }: Pick<BenchOptions, "rounds" | "seconds"> & { concurrency: number },
  repeated = false,
): Promise<Measurement> {
  for (const target of targets) {
    const next = requestsOf(workload, codes, 1000, repeated);
    await drive(target, workload.document, next, {
      concurrency,
      seconds: Math.min(WARM_UP_SECONDS, seconds),
    });
  }
  const [floor, cakupan]: [MeasuredRound[], MeasuredRound[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    for (const [target, done] of [[targets[0], floor] as const, [targets[1], cakupan] as const]) {
      // Both get the same requests in the same order.
      const next = requestsOf(workload, codes, 2000 + round, repeated);
      const since = cpuSince(target);
      const found = await drive(target, workload.document, next, { concurrency, seconds });
      done.push({ ...found, cpu: since() });
    }
  }
  return {
    workload: workload.name,
    title: workload.title,
    concurrency,
    repeated,
    ratios: floor.map(({ perSecond }, round) => perSecond / (cakupan[round]?.perSecond ?? NaN)),
    floor: summary(floor),
    cakupan: summary(cakupan),
  };
}

// The processor time that a target's processes take from now on.
function cpuSince({ pid, enginePid }: MeasuredTarget): () => TargetMeasurement["cpu"] {
  const now = [cpuMilliseconds(pid), cpuMilliseconds(enginePid)] as const;
  const since = (before: number | null, after: number | null): number | null =>
    before === null || after === null ? null : after - before;
  return () => ({
    server: since(now[0], cpuMilliseconds(pid)),
    engine: since(now[1], cpuMilliseconds(enginePid)),
  });
}

function summary(rounds: readonly MeasuredRound[]): TargetMeasurement {
  const latencies = rounds.flatMap((round) => round.latencies).sort((one, other) => one - other);
  const sum = (valueOf: (round: MeasuredRound) => number): number =>
    rounds.reduce((total, round) => total + valueOf(round), 0);
  const requests = sum((round) => round.requests);
  const cpu = (of: keyof TargetMeasurement["cpu"]): number | null =>
    rounds.some((round) => round.cpu[of] === null) ? null : sum((round) => round.cpu[of] ?? 0) / requests;
  return {
    perSecond: rounds.map(({ perSecond }) => perSecond),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    requests,
    failures: sum(({ failures }) => failures),
    failure: rounds.find(({ failure }) => failure !== null)?.failure ?? null,
    bytesPerAnswer: Math.round(sum(({ bytes }) => bytes) / requests),
    cpu: { server: cpu("server"), engine: cpu("engine") },
  };
}

/** The value below which a share of the sorted values lies. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;

/** The middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
