import type { IncomingMessage } from "node:http";
import { isLoopback, isPublic, requestAllowed } from "./public-address.js";

/** Time for looking the address up, connecting, sending and answering together, in milliseconds. */
export const SEND_TIMEOUT = 5_000;
/** Bytes of an answer that are read; then the connection is closed. */
const MAX_ANSWER = 65_536;

/** Where messages may be sent. */
export interface Reach {
  /** Whether addresses of this machine may be told, by plain HTTP too; for tests. */
  loopback: boolean;
  /** Certificate authorities to trust in place of the usual ones; for tests. */
  ca?: string;
}

/** What came of sending a message. */
export interface Outcome {
  isDelivered: boolean;
  /** The status of the answer, or why there is none. */
  text: string;
  /** Whether the receiver says that it will never want one again. */
  isGone?: boolean;
}

/** Why messages may not be sent to an address, as far as it can be seen without looking it up; null when they may. */
export function urlFault(text: string, { loopback }: Reach): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== "https:" && !(loopback && url?.protocol === "http:"))
    return "it must begin with https://";
  if (url.username !== "" || url.password !== "") return "it must not have a user or password";
  return null;
}

/** Sends a message to where it may go. Redirects are not followed. Never throws. */
export async function post(
  to: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  reach: Reach,
): Promise<Outcome> {
  const fault = urlFault(to, reach);
  if (fault !== null) return { isDelivered: false, text: `refused: ${fault}` };
  const signal = AbortSignal.timeout(SEND_TIMEOUT);
  try {
    return outcomeOf(await send(new URL(to), body, { headers, signal, reach }));
  } catch (error) {
    const text = signal.aborted ? `no answer within ${SEND_TIMEOUT / 1000} s` : messageOf(error);
    return { isDelivered: false, text: text.slice(0, 200) };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { isDelivered: true, text: `answered ${status}` };
  const text =
    status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`;
  return { isDelivered: false, text, isGone: status === 410 };
}

interface Sending {
  headers: Readonly<Record<string, string>>;
  signal: AbortSignal;
  reach: Reach;
}

function send(
  url: URL,
  body: string,
  { headers, signal, reach: { loopback, ca } }: Sending,
): Promise<number> {
  const isAllowed = (address: string): boolean =>
    (loopback && isLoopback(address)) || (url.protocol === "https:" && isPublic(address));
  const request = requestAllowed(url, isAllowed, new Error(`refused: ${url.hostname} is no public address`), {
    ...{ method: "POST", signal, ...(ca === undefined ? {} : { ca }) },
    headers: { ...headers, "content-length": Buffer.byteLength(body) },
  });
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    // The status is all that counts; the rest of the answer may never end.
    request.on("response", (answer) => {
      resolve(answer.statusCode ?? 0);
      drop(answer).catch(() => undefined);
    });
    request.end(body);
  });
}

// Read, so that a receiver that writes before it reads is not cut off, but not without end.
async function drop(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_ANSWER) break;
  }
  answer.destroy();
}
