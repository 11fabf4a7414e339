import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, it, jest } from "@jest/globals";
import Fastify, { type FastifyInstance } from "fastify";
import { dropSlowClients } from "../../src/server/slow-clients.js";

const PIECE = Buffer.alloc(65_536, "x");

let app: FastifyInstance;
afterEach(async () => {
  jest.useRealTimers();
  app.server.closeAllConnections();
  await app.close();
});

interface Client {
  socket: Socket;
  /** Lets time pass for whoever watches over clients: Node's own clocks do not see it. */
  pass: (seconds: number) => void;
  dropped: () => number;
}

/** A client of a server that sends what is given; it reads nothing unless it is told to. */
async function ask(body: () => AsyncGenerator<Uint8Array>): Promise<Client> {
  jest.useFakeTimers({
    doNotFake: ["nextTick", "setImmediate", "clearImmediate", "setTimeout", "clearTimeout", "Date", "hrtime"],
  });
  let dropped = 0;
  const warn = (): void => void (dropped += 1);
  app = Fastify();
  app.addHook("onRequest", (request, _reply, done) => {
    request.log = { ...request.log, warn } as typeof request.log;
    done();
  });
  dropSlowClients(app, { sendIdleSeconds: 30, sendTimeoutSeconds: 600 });
  app.get("/", (_request, reply) => reply.send(Readable.from(body(), { objectMode: false })));
  const { port } = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const socket = connect(Number(port), "127.0.0.1").pause();
  socket.on("error", () => undefined);
  socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  return { socket, pass: (seconds) => jest.advanceTimersByTime(seconds * 1000), dropped: () => dropped };
}

/** An answer without end, and how much of it has been asked for. */
function endless(): { body: () => AsyncGenerator<Uint8Array>; settled: () => Promise<void> } {
  let sent = 0;
  async function* body(): AsyncGenerator<Uint8Array> {
    for (; ; sent += 1) yield await Promise.resolve(PIECE);
  }
  const settled = async (): Promise<void> => {
    for (let before = -1; before !== sent || sent === 0;) {
      before = sent;
      await pause(200);
    }
  };
  return { body, settled };
}

it("A client that takes nothing is dropped when that has lasted as long as it may, and not by a second look", async () => {
  const { body, settled } = endless();
  const { pass, dropped } = await ask(body);
  await settled();
  pass(29);
  expect(dropped()).toBe(0);
  pass(3);
  expect(dropped()).toBe(1);
  pass(100);
  expect(dropped()).toBe(1);
});

it("A client that takes some of its answer now and then is not dropped", async () => {
  const { body, settled } = endless();
  const { socket, pass, dropped } = await ask(body);
  for (let time = 0; time < 4; time += 1) {
    await settled();
    pass(25);
    // More than the kernel keeps for it.
    for (let read = 0; read < 8_000_000;) {
      const part = socket.read() as Buffer | null;
      read += part?.length ?? 0;
      if (!part) await pause(5);
    }
  }
  expect(dropped()).toBe(0);
});

it("A client for which nothing waits is not dropped, however long the next rows take", async () => {
  async function* body(): AsyncGenerator<Uint8Array> {
    yield PIECE;
    await new Promise(() => undefined);
  }
  const { socket, pass, dropped } = await ask(body);
  socket.resume();
  await pause(200);
  pass(200);
  expect(dropped()).toBe(0);
});
