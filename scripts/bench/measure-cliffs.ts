import type { Cliff } from "./cliffs.js";
import { ask, drive, requestsOf } from "./drive.js";
import { cpuSince, quantile, type MeasuredTarget, type ProcessorTime } from "./measure.js";
import type { BenchOptions, WorkloadName } from "./options.js";
import type { StatementCounter } from "./statements.js";
import type { Codes } from "./workloads.js";

/** The results of one workload that the floor does not answer, at one concurrency. */
export interface CliffMeasurement {
  workload: WorkloadName;
  title: string;
  concurrency: number;
  requests: number;
  failures: number;
  failure: string | null;
  p50: number;
  p99: number;
  cpu: ProcessorTime;
  /** Statements and rows that the engine reads for one request; null where it does not count. */
  statements: number | null;
  rowsRead: number | null;
  bytesPerAnswer: number;
}

/** Measures workloads that the floor does not answer. */
export async function measureCliffs(
  target: MeasuredTarget,
  cliffs: readonly Cliff[],
  codes: Codes,
  options: Pick<BenchOptions, "concurrency" | "rounds" | "seconds">,
  counter: StatementCounter,
): Promise<CliffMeasurement[]> {
  const found: CliffMeasurement[] = [];
  for (const cliff of cliffs)
    for (const concurrency of options.concurrency) {
      console.error(`${cliff.name}, ${concurrency} at once …`);
      found.push(await measureCliff(target, cliff, codes, { ...options, concurrency }, counter));
    }
  return found;
}

async function measureCliff(
  target: MeasuredTarget,
  cliff: Cliff,
  codes: Codes,
  { concurrency, rounds, seconds }: Pick<BenchOptions, "rounds" | "seconds"> & { concurrency: number },
  counter: StatementCounter,
): Promise<CliffMeasurement> {
  const { name: workload, title, isRefused } = cliff;
  const warming = requestsOf(cliff, codes, 1000);
  await ask(target, cliff, warming());
  const one = (): Promise<unknown> => ask(target, cliff, warming());
  const [statements, rowsRead] = [await counter.during(one), await counter.rowsDuring(one)];
  const since = cpuSince(target);
  const length = { concurrency, seconds: seconds * rounds };
  const round = await drive(target, cliff, requestsOf(cliff, codes, 2000), length);
  const { server, engine } = since();
  const perRequest = (time: number | null): number | null => (time === null ? null : time / round.requests);
  const latencies = [...round.latencies].sort((a, b) => a - b);
  const answered = round.requests - round.failures;
  return {
    workload,
    title,
    concurrency,
    requests: round.requests,
    failures: isRefused ? answered : round.failures,
    failure: isRefused ? (answered > 0 ? "It was not refused." : null) : round.failure,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpu: { server: perRequest(server), engine: perRequest(engine) },
    statements,
    rowsRead,
    bytesPerAnswer: Math.round(round.bytes / round.requests),
  };
}
