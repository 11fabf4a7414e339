import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { AnswerRooms, type AnswerRoom } from "../../src/server/answer-room.js";

const LARGE = 1_000_000;
const SMALL = 10_000;

interface Asked {
  room: AnswerRoom;
  answer: EventEmitter;
  socket: EventEmitter;
}

function open(rooms: AnswerRooms, destroyed = false): Asked {
  const socket = Object.assign(new EventEmitter(), { destroyed: false });
  const answer = Object.assign(new EventEmitter(), { destroyed });
  const room = rooms.open({ socket } as unknown as IncomingMessage, answer as unknown as ServerResponse);
  return { room, answer, socket };
}

/** Ten large answers, which is as much as there may be. */
function filled(): { rooms: AnswerRooms; asked: Asked[] } {
  const rooms = new AnswerRooms(LARGE);
  const asked = Array.from({ length: 10 }, () => open(rooms));
  for (const { room } of asked) room.hold(LARGE);
  return { rooms, asked };
}

const refused = expect.objectContaining({
  extensions: { code: "SERVICE_UNAVAILABLE", http: { status: 503 } },
}) as unknown as Error;

describe("The memory of answers", () => {
  it("is refused to a large answer when others take all of it, and given to a small one", () => {
    const { rooms } = filled();
    const { room: large } = open(rooms);
    const { room: small } = open(rooms);
    expect(() => {
      large.hold(LARGE);
    }).toThrow(refused);
    small.hold(SMALL);
    expect(rooms.taken).toBe(10 * LARGE + SMALL);
  });

  it("is refused to an answer that grows large, and never to one that is sent already", () => {
    const { rooms } = filled();
    const { room: growing } = open(rooms);
    const { room: sent } = open(rooms);
    growing.hold(SMALL);
    expect(() => {
      growing.hold(LARGE);
    }).toThrow(refused);
    expect(rooms.taken).toBe(10 * LARGE + SMALL);
    sent.begin();
    sent.hold(LARGE);
    expect(rooms.taken).toBe(11 * LARGE + SMALL);
  });

  it.each(["answer", "socket"] as const)("is given back once, when the %s is closed", (what) => {
    const { rooms, asked } = filled();
    asked[0]?.[what].emit("close");
    expect(rooms.taken).toBe(9 * LARGE);
    for (const { answer, socket } of asked) {
      answer.emit("close");
      socket.emit("close");
      expect([answer.listenerCount("close"), socket.listenerCount("close")]).toEqual([0, 0]);
    }
    expect(rooms.taken).toBe(0);
  });

  it("is not taken for a client that has left", () => {
    const rooms = new AnswerRooms(LARGE);
    open(rooms, true).room.hold(LARGE);
    const { room, answer } = open(rooms);
    answer.emit("close");
    room.hold(LARGE);
    expect(rooms.taken).toBe(0);
  });

  it("is given back as far as an answer turns out to be shorter", () => {
    const { rooms, asked } = filled();
    asked[0]?.room.hold(SMALL);
    open(rooms).room.hold(LARGE / 2);
    expect(rooms.taken).toBe(9.5 * LARGE + SMALL);
  });
});
