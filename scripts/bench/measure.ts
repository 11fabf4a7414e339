import {
  ask,
  difference,
  drive,
  namesAndFigures,
  requestsOf,
  type Differing,
  type Round,
  type Target,
} from "./drive.js";
import type { BenchOptions } from "./options.js";
import { cpuMilliseconds } from "./processor-time.js";
import type { StatementCounter } from "./statements.js";
import type { Codes, Workload } from "./workloads.js";

/** The results of one workload at one concurrency. */
export interface Measurement {
  workload: Workload["name"];
  title: string;
  concurrency: number;
  differing: Differing;
  /** The results of each server that answers it, the floor first. */
  servers: TargetMeasurement[];
}

/** The results of one server. */
export interface TargetMeasurement {
  name: string;
  /** Requests a second of the floor over those of this server, one for each round. */
  ratios: number[];
  /** Requests a second, one for each round. */
  perSecond: number[];
  p50: number;
  p99: number;
  requests: number;
  failures: number;
  failure: string | null;
  bytesPerAnswer: number;
  cpu: ProcessorTime;
}

/** Processor time of the server and of the engine for each request, in milliseconds; null where it is not reported. */
export interface ProcessorTime {
  server: number | null;
  engine: number | null;
}

/** A request whose answers differ between the servers. */
export interface Difference {
  workload: Workload["name"];
  text: string;
}

/** A target with the processes that answer for it. */
export interface MeasuredTarget extends Target {
  pid: number | undefined;
  enginePid: number | null;
  /** Whether its answers have another shape than the floor's, so that only their names and figures are compared. */
  hasOwnShape?: boolean;
}

interface MeasuredRound extends Round {
  cpu: ProcessorTime;
}

const COMPARED = 10;
const WARM_UP_SECONDS = 4;

/** The servers that answer a workload. */
const answering = <T extends Target>(targets: readonly T[], workload: Workload): T[] =>
  targets.filter(({ asked }) => asked(workload, { variables: {}, plain: {} }) !== null);

/** Compares answers of all servers with the floor's, which comes first; call it before anything is timed. */
export async function compareAnswers(
  [floor, ...others]: readonly MeasuredTarget[],
  workloads: readonly Workload[],
  codes: Codes,
  seed = 1,
  count = COMPARED,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const workload of workloads)
    for (const other of floor ? answering(others, workload) : []) {
      const next = requestsOf(workload, codes, seed);
      const only = other.hasOwnShape ? namesAndFigures : undefined;
      for (let index = 0; floor && index < count; index += 1) {
        const text = await difference([floor, other], workload, next(), only);
        if (text !== null) differences.push({ workload: workload.name, text });
      }
    }
  return differences;
}

/** The statements that one request of a workload takes on each server of the counter's engine, once all are warm. */
export async function countStatements(
  targets: readonly MeasuredTarget[],
  workload: Workload,
  codes: Codes,
  counter: StatementCounter,
): Promise<Record<string, number | null>> {
  const next = requestsOf(workload, codes, 99);
  const counts: Record<string, number | null> = {};
  for (const target of answering(targets, workload)) {
    const request = next();
    const isCounted = target.enginePid === targets[0]?.enginePid;
    counts[target.name] = isCounted ? await counter.during(() => ask(target, workload, request)) : null;
  }
  return counts;
}

/** Measures a workload on all servers in turns. */
export async function measure(
  targets: readonly MeasuredTarget[],
  workload: Workload,
  codes: Codes,
  { concurrency, rounds, seconds }: Pick<BenchOptions, "rounds" | "seconds"> & { concurrency: number },
  differing: Differing = "variables",
): Promise<Measurement> {
  const contenders = answering(targets, workload).map((target) => ({ target, done: [] as MeasuredRound[] }));
  for (const { target } of contenders) {
    const next = requestsOf(workload, codes, 1000, differing);
    await drive(target, workload, next, { concurrency, seconds: WARM_UP_SECONDS });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { target, done } of contenders) {
      // All get the same requests in the same order.
      const next = requestsOf(workload, codes, 2000 + round, differing);
      const since = cpuSince(target);
      const found = await drive(target, workload, next, { concurrency, seconds });
      done.push({ ...found, cpu: since() });
    }
  }
  const floor = contenders[0]?.done ?? [];
  return {
    workload: workload.name,
    title: workload.title,
    concurrency,
    differing,
    servers: contenders.map(({ target: { name }, done }) => summary(name, done, floor)),
  };
}

/** The processor time that a target's processes take from now on. */
export function cpuSince({ pid, enginePid }: MeasuredTarget): () => ProcessorTime {
  const now = [cpuMilliseconds(pid), cpuMilliseconds(enginePid)] as const;
  const since = (before: number | null, after: number | null): number | null =>
    before === null || after === null ? null : after - before;
  return () => ({
    server: since(now[0], cpuMilliseconds(pid)),
    engine: since(now[1], cpuMilliseconds(enginePid)),
  });
}

function summary(
  name: string,
  rounds: readonly MeasuredRound[],
  floor: readonly MeasuredRound[],
): TargetMeasurement {
  const latencies = rounds.flatMap((round) => round.latencies).sort((one, other) => one - other);
  const sum = (valueOf: (round: MeasuredRound) => number): number =>
    rounds.reduce((total, round) => total + valueOf(round), 0);
  const requests = sum((round) => round.requests);
  const cpu = (of: keyof ProcessorTime): number | null =>
    rounds.some((round) => round.cpu[of] === null) ? null : sum((round) => round.cpu[of] ?? 0) / requests;
  return {
    name,
    ratios: rounds.map(({ perSecond }, round) => (floor[round]?.perSecond ?? NaN) / perSecond),
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
