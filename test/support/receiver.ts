import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

/** A message as a receiver got it. */
export interface Received {
  id: string;
  headers: Record<string, string>;
  body: string;
  /** The parsed body. */
  message: any;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export const answering =
  (status: number): Answer =>
  (response) => {
    response.writeHead(status).end();
  };

/** A server of a partner that is told of changes. */
export class Receiver {
  readonly received: Received[] = [];
  answer: Answer = answering(204);
  readonly #server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const headers = request.headers as Record<string, string>;
      const message: unknown = body === "" ? null : JSON.parse(body);
      this.received.push({ id: headers["webhook-id"] ?? "", headers, body, message });
      this.answer(response, request);
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${this.port}/told`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What it has been told since the last time. */
  take(): Received[] {
    return this.received.splice(0);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Whether a message was signed with a secret, as the library of the specification sees it. */
export function isSignedWith(secret: string, { body, headers }: Received): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}
