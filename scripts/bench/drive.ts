import { isDeepStrictEqual } from "node:util";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { Pool } from "undici";
import type { BenchRequest, Codes, Workload } from "./workloads.js";

/** An HTTP request that a server gets. */
export interface HttpRequest {
  method: "GET" | "POST";
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A server to measure. */
export interface Target {
  name: string;
  address: string;
  /** What it is asked for a request; null when it does not answer the workload. */
  asked: (workload: Workload, request: BenchRequest) => HttpRequest | null;
}

/** The results of one closed loop. */
export interface Round {
  requests: number;
  failures: number;
  perSecond: number;
  /** Latency of each request, in milliseconds. */
  latencies: number[];
  /** Bytes of all answers together. */
  bytes: number;
  /** Status and beginning of the first failed answer; null when none failed. */
  failure: string | null;
}

const JSON_HEADERS = { "content-type": "application/json" };

/** How a GraphQL server is asked. */
export function graphqlRequest(query: string, variables: object): HttpRequest {
  const body = JSON.stringify({ query, variables });
  return { method: "POST", path: "/graphql", headers: JSON_HEADERS, body };
}

/** How Cakupan is asked. */
export const askedOfCakupan: Target["asked"] = ({ document }, { variables, serial }) =>
  graphqlRequest(numbered(document, serial), variables);

/** A document whose operation is named like no other, and as long. */
export const numbered = (document: string, serial: number | undefined): string =>
  serial === undefined ? document : document.replace(/\w+(?=\()/, (name) => `${name}_${SERIALS + serial}`);

const SERIALS = 1_000_000;

/** How the floor is asked. */
export const askedOfFloor: Target["asked"] = ({ name }, { plain }) => {
  const texts = Object.entries(plain).map(([key, value]): [string, string] => [key, String(value)]);
  return { method: "GET", path: `/${name}?${new URLSearchParams(texts).toString()}` };
};

/** How the requests of a workload differ: in their variables, in their documents too, or not at all. */
export type Differing = "variables" | "documents" | "nothing";

// No document of a run comes again.
let serials = 0;

/** The requests of a workload, always with the same variables in the same order for a seed. */
export function requestsOf(
  workload: Workload,
  codes: Codes,
  seed: number,
  differing: Differing = "variables",
): () => BenchRequest {
  const random: RandomGenerator = xoroshiro128plus(seed);
  if (differing === "variables") return () => workload.request(random, codes);
  if (differing === "documents") return () => ({ ...workload.request(random, codes), serial: serials++ });
  const only = workload.request(random, codes);
  return () => only;
}

/** Sends requests to a target for some seconds, always keeping `concurrency` of them in flight. */
export async function drive(
  target: Target,
  workload: Workload,
  next: () => BenchRequest,
  { concurrency, seconds }: { concurrency: number; seconds: number },
): Promise<Round> {
  const pool = new Pool(target.address, { connections: concurrency, pipelining: 1 });
  const round: Round = { requests: 0, failures: 0, perSecond: 0, latencies: [], bytes: 0, failure: null };
  const started = performance.now();
  const end = started + seconds * 1000;
  const loop = async (): Promise<void> => {
    while (performance.now() < end) {
      const request = requestTo(target, workload, next());
      const sent = performance.now();
      const { statusCode, body } = await pool.request(request);
      const answer = Buffer.from(await body.arrayBuffer());
      round.latencies.push(performance.now() - sent);
      round.requests += 1;
      round.bytes += answer.length;
      if (statusCode === 200 && !answer.includes('"errors":')) continue;
      round.failures += 1;
      round.failure ??= `${statusCode}: ${answer.toString("utf8").slice(0, 200)}`;
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, loop));
  } finally {
    await pool.close();
  }
  round.perSecond = (round.requests * 1000) / (performance.now() - started);
  return round;
}

/** Sends one request, and returns its answer. */
export async function ask(target: Target, workload: Workload, request: BenchRequest): Promise<unknown> {
  const { path, ...rest } = requestTo(target, workload, request);
  const response = await fetch(`${target.address}${path}`, rest);
  return response.json();
}

function requestTo(target: Target, workload: Workload, request: BenchRequest): HttpRequest {
  const asked = target.asked(workload, request);
  if (asked === null) throw new Error(`${target.name} does not answer ${workload.name}`);
  return asked;
}

/**
 * Shows where the answers of two targets differ; null when they say the same. Each server has its own ids. `only`
 * reduces answers to what is compared.
 */
export async function difference(
  targets: readonly [Target, Target],
  workload: Workload,
  request: BenchRequest,
  only: (answer: unknown) => unknown = withoutIds,
): Promise<string | null> {
  const [one, other] = (await Promise.all(targets.map((target) => ask(target, workload, request)))).map(only);
  if (isDeepStrictEqual(one, other)) return null;
  const [a = "", b = ""] = [one, other].map((found) => JSON.stringify(found));
  let place = 0;
  while (place < a.length && a[place] === b[place]) place += 1;
  const around = (text: string): string => text.slice(Math.max(0, place - 80), place + 120);
  const asked = JSON.stringify(request.plain).slice(0, 200);
  return `${asked}\n  ${targets[0].name}: …${around(a)}…\n  ${targets[1].name}: …${around(b)}…`;
}

/** An answer without its ids. */
export const withoutIds = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === "id" ? undefined : value)));

const COMPARED = new Set(["name", "value", "protectedWorkers", "potentialWorkers"]);

/** The names and figures of an answer, sorted, whatever they are part of; without shares, which clients can compute. */
export function namesAndFigures(answer: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(answer, (key, value: unknown) => {
    if (key === "rate") return undefined;
    if (COMPARED.has(key) && (typeof value === "string" || typeof value === "number")) found.push(`${value}`);
    return value;
  });
  return found.sort();
}
