import { parseArgs } from "node:util";

export const USAGE = `npm run bench -- [import|reader|gateway] [options]

Measures Cakupan against a server that is written by hand (the floor), on lean tables of its own and on Cakupan's. With "import":
measures loading against the engine's own bulk load of the same rows. With "reader": prints what the reader of articles finds
in the labelled articles, how much of it is right, and how fast it is. With "gateway": measures a look-up through the gateway
against the same one without it.

  --scale S          how much data: 1 is 100,000 employers and a million observations (default 1)
  --engine E         mysql or sqlite (default mysql; import: both)
  --database-url U   a database of yours, which is filled when it is empty (default: a private MariaDB under var/bench)
  --only W1,C3       only these workloads; C1 to C11, which the floor does not answer, are measured when named
  --concurrency N,M  requests in flight (default 1,16)
  --seconds N        how long each measurement of a workload lasts (default 2)
  --rounds N         measurements of each server, in turns (default 3; import: 1)
  --peers            also Mercurius and PostGraphile, which are installed when first asked for; needs PostgreSQL (MariaDB only)
  --repeat           also with the same variables each time, on a server that caches answers
  --unlike           also with another document each time, as of clients that write values into their texts
  --profile W        only this workload on Cakupan, leaving a CPU profile under var/bench
  --fresh            make new data`;

/** The workloads that the floor answers too, and those that it does not, by name. */
const FLOOR_NAMES = ["W1", "W2", "W3", "W4", "W5", "W6"] as const;
const CLIFF_NAMES = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11"] as const;
const WORKLOAD_NAMES = [...FLOOR_NAMES, ...CLIFF_NAMES];
export type FloorName = (typeof FLOOR_NAMES)[number];
export type WorkloadName = (typeof WORKLOAD_NAMES)[number];

export const ENGINES = ["mysql", "sqlite"] as const;
export type EngineName = (typeof ENGINES)[number];

const SUBJECTS = ["answers", "import", "reader", "gateway"] as const;

/** What to measure and how, from the command line. */
export interface BenchOptions {
  subject: (typeof SUBJECTS)[number];
  scale: number;
  /** Null when not named. */
  engine: EngineName | null;
  databaseUrl: string | null;
  only: WorkloadName[];
  concurrency: number[];
  seconds: number;
  rounds: number;
  peers: boolean;
  repeat: boolean;
  unlike: boolean;
  profile: WorkloadName | null;
  fresh: boolean;
}

/** The error for a wrong command line. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Reads the command line. Throws a UsageError for unknown options and values that are out of range. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args);
  const [given = "answers", ...more] = positionals;
  const subject = SUBJECTS.find((other) => other === given);
  if (subject === undefined || more.length > 0)
    throw new UsageError(
      `"${positionals.join(" ")}" cannot be measured; name nothing, import, reader or gateway.`,
    );
  const databaseUrl = values["database-url"] ?? null;
  const engine = values.engine === undefined ? null : named(ENGINES, "--engine", values.engine);
  if (databaseUrl !== null && !/^(mysql|mariadb):\/\//.test(databaseUrl))
    throw new UsageError("--database-url must be mysql://user:password@host:port/database.");
  if (databaseUrl !== null && (engine === "sqlite" || subject === "import"))
    throw new UsageError("--database-url cannot be combined with --engine sqlite or import.");
  if (values.peers && engine === "sqlite")
    throw new UsageError("--peers cannot be combined with --engine sqlite.");
  return {
    subject,
    engine,
    databaseUrl,
    scale: number("--scale", values.scale, 0.001, 100),
    only: values.only.split(",").map((name) => named(WORKLOAD_NAMES, "--only", name)),
    concurrency: values.concurrency.split(",").map((text) => whole("--concurrency", text, 1, 256)),
    seconds: number("--seconds", values.seconds, 0.1, 600),
    rounds: whole("--rounds", values.rounds ?? (subject === "import" ? "1" : "3"), 1, 99),
    peers: values.peers,
    repeat: values.repeat,
    unlike: values.unlike,
    profile: values.profile === undefined ? null : named(WORKLOAD_NAMES, "--profile", values.profile),
    fresh: values.fresh,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        scale: { type: "string", default: "1" },
        engine: { type: "string" },
        "database-url": { type: "string" },
        only: { type: "string", default: FLOOR_NAMES.join() },
        concurrency: { type: "string", default: "1,16" },
        seconds: { type: "string", default: "2" },
        rounds: { type: "string" },
        peers: { type: "boolean", default: false },
        repeat: { type: "boolean", default: false },
        unlike: { type: "boolean", default: false },
        profile: { type: "string" },
        fresh: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function named<T extends string>(known: readonly T[], option: string, name: string): T {
  const found = known.find((other) => other === name);
  if (found === undefined) throw new UsageError(`${option} takes ${known.join(", ")}, not "${name}".`);
  return found;
}

function number(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= least && value <= most))
    throw new UsageError(`${option} takes a number from ${least} to ${most}, not "${text}".`);
  return value;
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = number(option, text, least, most);
  if (!Number.isInteger(value)) throw new UsageError(`${option} takes whole numbers, not "${text}".`);
  return value;
}
