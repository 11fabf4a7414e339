import { Readable } from "node:stream";

// What a client has taken is told by the piece.
const PIECE = 65_536;

/** A stream of bytes, or of a text in UTF-8, in pieces of which the next is made when the client has room for it. */
export const inPieces = (parts: AsyncIterable<Uint8Array> | string): Readable =>
  Readable.from(typeof parts === "string" ? piecesOfText(parts) : piecesOf(parts), { objectMode: false });

/** Whether a text is sent as well at once. */
export const isOnePiece = (text: string): boolean => text.length <= PIECE;

async function* piecesOf(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const part of parts)
    for (let start = 0; start < part.length; start += PIECE) yield part.subarray(start, start + PIECE);
}

function* piecesOfText(text: string): Generator<Uint8Array> {
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = start + PIECE;
    // Both halves of a surrogate pair are one character.
    if (isFirstHalf(text.charCodeAt(end - 1))) end += 1;
    yield Buffer.from(text.slice(start, end));
  }
}

const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
