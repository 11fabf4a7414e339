import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import Fastify, { type FastifyInstance } from "fastify";
import { dropSlowClients } from "../../src/server/slow-clients.js";

const PIECE = Buffer.alloc(65_536, "x");
const PIECES = 400;

let app: FastifyInstance;
let drops = 0;
afterEach(async () => {
  app.server.closeAllConnections();
  await app.close();
});

/** A client of a server that sends what is given, and drops clients that take nothing of it for a second. */
async function ask(body: () => AsyncGenerator<Uint8Array>): Promise<Socket> {
  drops = 0;
  app = Fastify();
  app.addHook("onRequest", (request, _reply, done) => {
    const warn = (): void => {
      drops += 1;
    };
    request.log = { ...request.log, warn } as typeof request.log;
    done();
  });
  dropSlowClients(app, { sendIdleSeconds: 1, sendTimeoutSeconds: 600 });
  app.get("/", (_request, reply) => reply.send(Readable.from(body(), { objectMode: false })));
  const { port } = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const socket = connect(Number(port), "127.0.0.1").pause();
  socket.on("error", () => undefined);
  socket.write("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
  return socket;
}

async function* manyPieces(): AsyncGenerator<Uint8Array> {
  for (let piece = 0; piece < PIECES; piece += 1) yield await Promise.resolve(PIECE);
}

describe("A client", () => {
  it("that takes nothing of its answer is dropped, and told of once", async () => {
    const socket = await ask(manyPieces);
    while (drops === 0) await pause(50);
    await pause(1_500);
    expect(drops).toBe(1);
    socket.destroy();
  });

  it("that takes some of its answer now and then gets all of it", async () => {
    const socket = await ask(manyPieces);
    let received = 0;
    socket.on("data", (data) => {
      received += data.length;
    });
    const ended = once(socket, "close");
    for (let time = 0; time < 5; time += 1) {
      socket.pause();
      await pause(400);
      socket.resume();
      await pause(5);
    }
    await ended;
    expect([drops, received > PIECES * PIECE.length]).toEqual([0, true]);
  });

  it("for which nothing waits is not dropped, however long the next rows take", async () => {
    const socket = await ask(async function* body() {
      yield PIECE;
      await pause(2_500);
      yield PIECE;
    });
    socket.resume();
    await once(socket, "close");
    expect(drops).toBe(0);
  });
});
