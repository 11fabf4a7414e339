import { Readable } from "node:stream";

// The unit, in bytes, in which the server notices that a client reads.
const PIECE = 65_536;

/** A stream of bytes, or of a text in UTF-8, in pieces; each is made only when the client has room for it. */
export const inPieces = (parts: AsyncIterable<Uint8Array> | string): Readable =>
  Readable.from(typeof parts === "string" ? piecesOfText(parts) : piecesOf(parts), { objectMode: false });

/** Whether a text is short enough to be sent at once. */
export const isOnePiece = (text: string): boolean => text.length <= PIECE;

async function* piecesOf(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const part of parts)
    for (let start = 0; start < part.length; start += PIECE) yield part.subarray(start, start + PIECE);
}

function* piecesOfText(text: string): Generator<Uint8Array> {
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = start + PIECE;
    // The halves of a surrogate pair must stay together.
    if (isFirstHalf(text.charCodeAt(end - 1))) end += 1;
    yield Buffer.from(text.slice(start, end));
  }
}

const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
