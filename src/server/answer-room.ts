import type { IncomingMessage, ServerResponse } from "node:http";
import { tooMuchToSend } from "../errors.js";

/** So many of the largest answers may be written, or wait for their clients, at once. */
const MAX_LARGE = 10;
/** An answer that is no longer is never refused for others. */
const SMALL_BYTES = 50_000;

/** The memory of all answers that are being written, or that their clients have not taken yet. */
export class AnswerRooms {
  readonly #most: number;
  #taken = 0;

  constructor(maxAnswerBytes: number) {
    this.#most = MAX_LARGE * maxAnswerBytes;
  }

  /** What all answers take together, in bytes. */
  get taken(): number {
    return this.#taken;
  }

  /** Room for the answer to a request, which is given back when the answer is sent, or its client has left. */
  open({ socket }: IncomingMessage, answer: ServerResponse): AnswerRoom {
    const room = new AnswerRoom((more, isOptional) => {
      if (more > 0 && isOptional && this.#taken + more > this.#most) throw tooMuchToSend();
      this.#taken += more;
    });
    const close = (): void => {
      answer.off("close", close);
      socket.off("close", close);
      room.close();
    };
    // An answer that waits for another on its connection is not told when that ends.
    answer.once("close", close);
    socket.once("close", close);
    if (answer.destroyed || socket.destroyed) close();
    return room;
  }
}

/** The memory of one answer. */
export class AnswerRoom {
  #bytes = 0;
  #hasBegun = false;
  #isClosed = false;

  constructor(readonly take: (more: number, isOptional: boolean) => void) {}

  /**
   * Says how many bytes the answer takes by now. Throws SERVICE_UNAVAILABLE when all answers take too much together,
   * unless this is a small one, or has begun to be sent.
   */
  hold(bytes: number): void {
    if (this.#isClosed) return;
    this.take(bytes - this.#bytes, bytes > SMALL_BYTES && !this.#hasBegun);
    this.#bytes = bytes;
  }

  /** Says that the answer begins to be sent: from now on it is not refused. */
  begin(): void {
    this.#hasBegun = true;
  }

  close(): void {
    this.hold(0);
    this.#isClosed = true;
  }
}
