import { isUtf8 } from "node:buffer";
import { utf8Bytes, type Encoding } from "./encoding.js";
import type { Limits } from "./limits.js";
import type { Source } from "./source.js";
import { unreadable } from "./unreadable-input.js";

/** One or more whole lines of a text. */
export interface TextBlock {
  /** Number of its first line, from 1. */
  line: number;
  text: string;
}

/** How to read a text source. */
export interface TextOptions {
  encoding: Encoding;
  limits: Limits;
}

const LINE_FEED = 0x0a;
const BLOCK_BYTES = 64 * 1024;
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Streams a text in blocks of whole lines, without its byte order mark. Throws UnreadableInput for NUL, invalid UTF-8 and
 * lines that are too long.
 */
export async function* textBlocks(source: Source, options: TextOptions): AsyncGenerator<TextBlock> {
  let line = 1;
  for await (const bytes of wholeLines(source, options)) {
    if (!Buffer.isBuffer(bytes))
      throw unreadable(
        { file: source.file, line },
        `is longer than ${bytes.tooLong} bytes, which is the limit`,
      );
    const fault = firstFault(bytes);
    const text = bytes.toString("utf8", 0, fault?.start);
    const start = line === 1 && text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    yield { line, text: text.slice(start) };
    line += linesIn(bytes, fault?.start ?? bytes.length);
    if (fault) throw unreadable({ file: source.file, line }, fault.reason);
  }
}

// In UTF-8 the byte 0x0a always is a line feed. Small chunks are joined, because a reader scans a quoted cell again for
// each block that ends within it.
async function* wholeLines(
  source: Source,
  { encoding, limits }: TextOptions,
): AsyncGenerator<Buffer | { tooLong: number }> {
  let chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of utf8Bytes(source, encoding)) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes < BLOCK_BYTES) continue;
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      yield Buffer.concat([...chunks.slice(0, -1), chunk.subarray(0, end)]);
      chunks = [chunk.subarray(end)];
      bytes = chunk.length - end;
    }
    if (bytes > limits.rowBytes) yield { tooLong: limits.rowBytes };
  }
  if (bytes > 0) yield Buffer.concat(chunks);
}

/** The start of the first line that cannot be read, and why. */
function firstFault(bytes: Buffer): { start: number; reason: string } | null {
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    const reason = "has a NUL byte; the file may be binary, or UTF-16 without a byte order mark";
    return { start: bytes.lastIndexOf(LINE_FEED, nul) + 1, reason };
  }
  return isUtf8(bytes) ? null : { start: goodBytes(bytes), reason: "is not UTF-8" };
}

function goodBytes(bytes: Buffer): number {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_FEED, start) + 1 || bytes.length;
    if (!isUtf8(bytes.subarray(start, end))) return start;
    start = end;
  }
  return bytes.length;
}

function linesIn(bytes: Buffer, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0 && at < end; at = bytes.indexOf(LINE_FEED, at + 1))
    lines += 1;
  return lines;
}
