import { isAscii } from "node:buffer";
import iconv from "iconv-lite";
import type { Source } from "./source.js";
import { unreadable } from "./unreadable-input.js";

/** An encoding that text files are read in. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

// Web browsers read iso-8859-1 as windows-1252 too: the bytes in which they differ are control codes in the former.
const ENCODINGS: Record<string, Encoding> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "utf-8",
  ascii: "utf-8",
  "utf-16": "utf-16le",
  "utf-16le": "utf-16le",
  "utf-16be": "utf-16be",
  "windows-1252": "windows-1252",
  cp1252: "windows-1252",
  "iso-8859-1": "windows-1252",
  latin1: "windows-1252",
};

/** The encoding with a name such as `ISO-8859-1`. Throws UnreadableInput for one that is not supported. */
export function encodingNamed(name: string, file: string): Encoding {
  const encoding = Object.hasOwn(ENCODINGS, name.toLowerCase()) ? ENCODINGS[name.toLowerCase()] : undefined;
  if (encoding === undefined)
    throw unreadable(
      { file },
      `encoding "${name.slice(0, 40)}" is not supported; use one of ${Object.keys(ENCODINGS).join(", ")}`,
    );
  return encoding;
}

/** Detects the encoding of a text from its bytes, chunk by chunk. */
export class EncodingFinder {
  private readonly utf8 = new TextDecoder("utf-8", { fatal: true });
  private isUtf8 = true;
  private hasUtf8Sequences = false;
  private isWindows1252 = true;
  private marked: Encoding | null = null;
  private isStart = true;

  add(chunk: Buffer): void {
    if (this.isStart) this.marked = markedEncoding(chunk);
    this.isStart = false;
    if (this.marked !== null) return;
    try {
      if (this.isUtf8) this.utf8.decode(chunk, { stream: true });
    } catch {
      this.isUtf8 = false;
    }
    if (isAscii(chunk)) return;
    const bytes = chunk.toString("latin1");
    this.hasUtf8Sequences ||= /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}/.test(bytes);
    this.isWindows1252 &&= !/[\x81\x8d\x8f\x90\x9d]/.test(bytes);
  }

  /** Treats text that is almost UTF-8 as broken UTF-8, so that reading it reports the first bad line. */
  found(): Encoding {
    if (this.marked !== null) return this.marked;
    return this.isUtf8 || this.hasUtf8Sequences || !this.isWindows1252 ? "utf-8" : "windows-1252";
  }
}

function markedEncoding(start: Buffer): Encoding | null {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? "utf-8" : null;
}

/** Streams a source as UTF-8. A byte order mark overrides `encoding`. */
export async function* utf8Bytes(source: Source, encoding: Encoding): AsyncGenerator<Buffer> {
  let decode: Decode | null | undefined;
  for await (const chunk of source.read()) {
    decode ??= decoderOf(source.file, markedEncoding(chunk) ?? encoding);
    yield decode === "as is" ? chunk : decode(chunk);
  }
  if (typeof decode === "function") yield decode(null);
}

type Decode = "as is" | ((chunk: Buffer | null) => Buffer);

function decoderOf(file: string, encoding: Encoding): Decode {
  if (encoding === "utf-8") return "as is";
  let line = 1;
  const checked = (text: string, bad: RegExp): Buffer => {
    const at = text.search(bad);
    if (at >= 0) throw unreadable({ file, line: line + breaksIn(text.slice(0, at)) }, `is not ${encoding}`);
    line += breaksIn(text);
    return Buffer.from(text);
  };
  if (encoding === "windows-1252") {
    const decoder = iconv.getDecoder(encoding);
    // iconv-lite decodes the bytes that windows-1252 does not define as U+FFFD.
    return (chunk) => checked(chunk === null ? (decoder.end() ?? "") : decoder.write(chunk), /\ufffd/);
  }
  const decoder = new TextDecoder(encoding);
  return (chunk) => checked(decoder.decode(chunk ?? undefined, { stream: chunk !== null }), /\ufffd/);
}

function breaksIn(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) breaks += 1;
  return breaks;
}
