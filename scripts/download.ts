import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { LIMITS } from "../src/files/read/limits.js";
import { isPublic, requestAllowed } from "../src/webhooks/public-address.js";

/** Bounds on a download. */
export interface DownloadOptions {
  /** Where it is kept which version of the file was downloaded last; the same version is not downloaded again. */
  memory: string;
  /** Whether private addresses and plain HTTP are allowed. */
  allowPrivate?: boolean;
  isAllowed?: (address: string) => boolean;
  maxBytes?: number;
  /** Time for all of it, in milliseconds. */
  timeout?: number;
}

/** A downloaded file; remove it when it has been read, and remember it when it has been loaded. */
export interface Downloaded {
  path: string;
  remember: () => Promise<void>;
  remove: () => Promise<void>;
}

const MAX_REDIRECTS = 5;
const TIMEOUT = 600_000;
const EXTENSIONS: Record<string, string> = {
  "text/csv": ".csv",
  "text/tab-separated-values": ".tsv",
  "application/x-ndjson": ".ndjson",
  "application/zip": ".zip",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
};

/** Whether a file is to be downloaded. */
export const isAddress = (path: string): boolean => /^https?:\/\//i.test(path);

/**
 * Downloads a file; null when its server says that it is the version of the last time. Throws an Error that says why it
 * cannot be downloaded, or must not be: every address that it is redirected to is checked, as is what a name leads to.
 */
export async function download(address: string, options: DownloadOptions): Promise<Downloaded | null> {
  const signal = AbortSignal.timeout(options.timeout ?? TIMEOUT);
  const known = await readMemory(options.memory);
  const answer = await follow(new URL(address), known, options, signal);
  if (answer.statusCode === 304) {
    answer.resume();
    return null;
  }
  const folder = await mkdtemp(join(tmpdir(), "cakupan-download-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, fileName(new URL(address), answer));
    await pipeline(answer, bounded(options.maxBytes ?? LIMITS.entryBytes), createWriteStream(path), {
      signal,
    });
    const { etag, "last-modified": lastModified } = answer.headers;
    const remember = async (): Promise<void> => {
      await mkdir(dirname(options.memory), { recursive: true });
      await writeFile(options.memory, JSON.stringify({ etag, lastModified }));
    };
    return { path, remember, remove };
  } catch (error) {
    await remove();
    throw signal.aborted ? new Error(`${address} was not downloaded in time.`) : error;
  }
}

interface Known {
  etag?: string;
  lastModified?: string;
}

async function readMemory(file: string): Promise<Known> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Known;
  } catch {
    return {};
  }
}

async function follow(
  start: URL,
  { etag, lastModified }: Known,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const headers = {
    ...(etag === undefined ? {} : { "if-none-match": etag }),
    ...(lastModified === undefined ? {} : { "if-modified-since": lastModified }),
  };
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const answer = await get(url, headers, options, signal);
    const { statusCode = 0 } = answer;
    if (statusCode === 200 || statusCode === 304) return answer;
    answer.destroy();
    const { location } = answer.headers;
    if (statusCode < 300 || statusCode >= 400 || location === undefined)
      throw new Error(`${url.href} answered ${statusCode}.`);
    url = new URL(location, url);
  }
  throw new Error(`${start.href} is redirected more than ${MAX_REDIRECTS} times.`);
}

function get(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { allowPrivate = false, isAllowed = allowPrivate ? () => true : isPublic }: DownloadOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:"))
    throw new Error(`${url.href} is refused: it must begin with https://; see --allow-private.`);
  const refusal = new Error(`${url.href} is refused: it is no public address; see --allow-private.`);
  return new Promise((resolve, reject) => {
    requestAllowed(url, isAllowed, refusal, { headers, signal })
      .on("response", resolve)
      .on("error", (error) => {
        reject(signal.aborted ? new Error(`${url.href} was not downloaded in time.`) : error);
      })
      .end();
  });
}

function bounded(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new Error(`The file has more than ${maxBytes} bytes.`));
      else done(null, chunk);
    },
  });
}

// Its extension tells the format, and its name the dataset.
function fileName({ pathname }: URL, { headers }: IncomingMessage): string {
  const name = basename(decodeURIComponent(pathname)).replace(/[^\w.-]/g, "_") || "download";
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  return extname(name) === "" ? `${name}${EXTENSIONS[type] ?? ""}` : name;
}
