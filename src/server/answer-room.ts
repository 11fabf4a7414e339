import type { IncomingMessage, ServerResponse } from "node:http";
import { tooMuchToSend } from "../errors.js";

/** The memory of all answers together, in answers of the maximum size. */
const MAX_LARGE = 10;
/** Answers up to this size are sent even when the memory of all answers is full. */
const SMALL_BYTES = 50_000;

/** The memory of all answers that are being written, or that their clients have not read yet. */
export class AnswerRooms {
  readonly #most: number;
  #taken = 0;

  constructor(maxAnswerBytes: number) {
    this.#most = MAX_LARGE * maxAnswerBytes;
  }

  /** Size of all answers, in bytes. */
  get taken(): number {
    return this.#taken;
  }

  /** Room for the answer to a request; it is freed when the answer has been sent, or the client has left. */
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
    // A pipelined answer that waits for its turn emits no event when its connection closes.
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
   * Sets how many bytes the answer takes so far. Throws SERVICE_UNAVAILABLE when all answers together take too many,
   * unless this one is small or is being sent already.
   */
  hold(bytes: number): void {
    if (this.#isClosed) return;
    this.take(bytes - this.#bytes, bytes > SMALL_BYTES && !this.#hasBegun);
    this.#bytes = bytes;
  }

  /** Marks the answer as being sent: from now on it is not refused. */
  begin(): void {
    this.#hasBegun = true;
  }

  close(): void {
    this.hold(0);
    this.#isClosed = true;
  }
}
