import { request as httpRequest } from "node:http";
import { expect } from "@jest/globals";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../ormconfig.js";
import { readConfig } from "../../src/config.js";
import { createApp } from "../../src/server/app.js";
import { createLogger } from "../../src/server/logger.js";
import { databaseConfig } from "./database-config.js";

/** A request, byte by byte. */
export interface RawRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** An answer as a client sees it; `body` is null unless it is JSON. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** As they were sent, compressed or not. */
  bytes: Buffer;
  text: string;
  body: any;
}

/** A server over the real data, to be sent what clients had better not send. */
export class ServedRealData {
  private constructor(
    readonly port: number,
    /** Messages of errors in the log so far. */
    readonly faults: () => string[],
    readonly dataSource: DataSource,
    readonly close: () => Promise<void>,
  ) {}

  /** Without a copy of its own, a test must not write. */
  static async start(
    environment: NodeJS.ProcessEnv = {},
    url = process.env.CAKUPAN_TEST_REAL_SQLITE,
  ): Promise<ServedRealData> {
    if (url === undefined) throw new Error("Global setup has loaded no data");
    const config = readConfig({ NODE_ENV: "test", EXPLORER: "false", ...environment });
    const lines: { level: number; msg: string }[] = [];
    const logger = createLogger(config, {
      write: (line) => void lines.push(JSON.parse(line) as { level: number; msg: string }),
    });
    const dataSource = await createDataSource(databaseConfig(url)).initialize();
    const [assetsFolder, operationsFolder] = ["dist/explorer", "schema/operations"];
    const app = await createApp({ config, dataSource, logger, assetsFolder, operationsFolder });
    const address = await app.listen({ host: "127.0.0.1", port: 0 });
    const faults = (): string[] => lines.filter(({ level }) => level >= 50).map(({ msg }) => msg);
    const close = async (): Promise<void> => {
      await app.close();
      await dataSource.destroy();
    };
    return new ServedRealData(Number(new URL(address).port), faults, dataSource, close);
  }

  /** Sends a request over a connection of its own. */
  send({ method = "POST", path = "/graphql", headers: given = {}, body }: RawRequest): Promise<RawAnswer> {
    const headers = {
      ...given,
      ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        { agent: false, host: "127.0.0.1", port: this.port, method, path, headers },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("error", reject);
          response.on("end", () => {
            const bytes = Buffer.concat(parts);
            const text = bytes.toString("utf8");
            const isCompressed = response.headers["content-encoding"] !== undefined;
            const isJson =
              text !== "" && !isCompressed && /\bjson/.test(response.headers["content-type"] ?? "");
            const body: unknown = isJson ? JSON.parse(text) : null;
            resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text, body });
          });
        },
      );
      request.on("error", reject);
      request.end(body);
    });
  }
}

/** What an operation is made of. */
export interface Given {
  query?: string;
  variables?: object | null;
  operationName?: string;
  extensions?: object | null;
}

// What the address of a GET may have, so that its headers find room beside it.
const LONGEST_ADDRESS = 15_000;

/**
 * Asks three times by POST and three times by GET, for the one answer that all of them must be: nothing in it is
 * internal, and nothing of it is logged as a fault of the server.
 */
export async function askRepeatedly(served: ServedRealData, given: Given): Promise<RawAnswer> {
  const requests = [byPost(given), byGet(given)].filter(({ path = "" }) => path.length < LONGEST_ADDRESS);
  const answers: RawAnswer[] = [];
  for (const request of requests)
    for (let time = 0; time < 3; time += 1) answers.push(await served.send(request));
  const [first] = answers;
  if (!first) throw new Error("Nothing was asked");
  for (const { status, body } of answers)
    expect({ status, body }).toEqual({ status: first.status, body: first.body });
  expect(first.text).not.toMatch(INTERNAL);
  expect(served.faults()).toEqual([]);
  return first;
}

/** Asks repeatedly for what must be refused as a whole. */
export async function expectRefusal(
  served: ServedRealData,
  given: Given,
  code: string,
  message: RegExp,
): Promise<void> {
  const { status, body } = await askRepeatedly(served, given);
  expect(body.errors[0]).toMatchObject({ message: expect.stringMatching(message) });
  expect(body.errors[0].extensions).toEqual({ code });
  expect(body.data ?? null).toBeNull();
  expect(status).toBe(400);
}

/** Sends a request three times, for the one answer that all must be: nothing internal, and no fault of the server. */
export async function sendRepeatedly(served: ServedRealData, request: RawRequest): Promise<RawAnswer> {
  const answers = [
    await served.send(request),
    await served.send(request),
    await served.send(request),
  ] as const;
  const [first] = answers;
  for (const { status, text } of answers)
    expect({ status, text }).toEqual({ status: first.status, text: first.text });
  expect(first.text).not.toMatch(INTERNAL);
  expect(served.faults()).toEqual([]);
  return first;
}

/** Sends a request repeatedly that must be refused. */
export async function expectStatus(
  served: ServedRealData,
  request: RawRequest,
  status: number,
  code: string,
  message: RegExp,
): Promise<RawAnswer> {
  const answer = await sendRepeatedly(served, request);
  expect(answer.body).toEqual({
    errors: [expect.objectContaining({ message: expect.stringMatching(message), extensions: { code } })],
  });
  expect(answer.status).toBe(status);
  return answer;
}

/** A POST of what an operation is made of, or of a body as it is. */
export const byPost = (given: object | string, path = "/graphql"): RawRequest => ({
  path,
  headers: { "content-type": "application/json" },
  body: typeof given === "string" ? given : JSON.stringify(given),
});

/** A GET of the same. */
function byGet(given: object): RawRequest {
  const texts = Object.entries(given).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return getOf(`/graphql?${new URLSearchParams(texts).toString()}`);
}

/** A GET of a path as it is. */
export const getOf = (path: string): RawRequest => ({
  method: "GET",
  path,
  headers: { "apollo-require-preflight": "1" },
});

/** What no answer may hold: paths, stacks, SQL, names of drivers. */
const INTERNAL =
  /node_modules|\.[jt]s\b|\bat \w+ \(|SELECT |sqlite|typeorm|mysql|no such table|QueryFailed|call stack|FST_/i;
