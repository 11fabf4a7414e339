import { isDeepStrictEqual } from "node:util";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { Pool } from "undici";
import type { BenchRequest, Codes, Workload } from "./workloads.js";

/** A server to measure. */
export interface Target {
  name: "floor" | "cakupan";
  address: string;
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

interface HttpRequest {
  method: "GET" | "POST";
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

const JSON_HEADERS = { "content-type": "application/json" };

/** The HTTP request that a target gets. */
function httpRequest(target: Target["name"], document: string, request: BenchRequest): HttpRequest {
  if (target === "floor") return { method: "GET", path: request.path };
  const body = JSON.stringify({ query: document, variables: request.variables });
  return { method: "POST", path: "/graphql", headers: JSON_HEADERS, body };
}

/** The requests of a workload, always in the same order for a seed; `repeat` gives the first one again and again. */
export function requestsOf(
  workload: Workload,
  codes: Codes,
  seed: number,
  repeat = false,
): () => BenchRequest {
  const random: RandomGenerator = xoroshiro128plus(seed);
  if (!repeat) return () => workload.request(random, codes);
  const only = workload.request(random, codes);
  return () => only;
}

/** Sends requests to a target for some seconds, always keeping `concurrency` of them in flight. */
export async function drive(
  target: Target,
  document: string,
  next: () => BenchRequest,
  { concurrency, seconds }: { concurrency: number; seconds: number },
): Promise<Round> {
  const pool = new Pool(target.address, { connections: concurrency, pipelining: 1 });
  const round: Round = { requests: 0, failures: 0, perSecond: 0, latencies: [], bytes: 0, failure: null };
  const started = performance.now();
  const end = started + seconds * 1000;
  const loop = async (): Promise<void> => {
    while (performance.now() < end) {
      const request = httpRequest(target.name, document, next());
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

/** Sends one request, and returns its answer with its size. */
export async function ask(
  target: Target,
  document: string,
  request: BenchRequest,
): Promise<{ answer: unknown; bytes: number }> {
  const { path, ...rest } = httpRequest(target.name, document, request);
  const response = await fetch(`${target.address}${path}`, rest);
  const text = await response.text();
  return { answer: JSON.parse(text) as unknown, bytes: Buffer.byteLength(text) };
}

/** Shows where the answers of two targets differ; null when they are equal. */
export async function difference(
  targets: readonly [Target, Target],
  workload: Workload,
  request: BenchRequest,
): Promise<string | null> {
  const [one, other] = await Promise.all(targets.map((target) => ask(target, workload.document, request)));
  if (isDeepStrictEqual(one?.answer, other?.answer)) return null;
  const texts = [one, other].map((found) => JSON.stringify(found?.answer));
  const [a = "", b = ""] = texts;
  let place = 0;
  while (place < a.length && a[place] === b[place]) place += 1;
  const around = (text: string): string => text.slice(Math.max(0, place - 80), place + 120);
  return `${request.path.slice(0, 200)}\n  ${targets[0].name}: …${around(a)}…\n  ${targets[1].name}: …${around(b)}…`;
}
