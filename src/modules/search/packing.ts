import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Lists } from "./lists.js";
import { LEVELS, TYPES, type Searchable } from "./searchable.js";

// Types and levels are packed as places in these lists. To be raised when anything else of the packing changes.
const FORMAT = [1, ...TYPES, ...LEVELS].join(" ");

// Neither words nor keys nor codes have line breaks.
const textOf = (texts: readonly string[]): Buffer => Buffer.from(texts.join("\n"), "utf8");
const textsIn = (bytes: Buffer): string[] => (bytes.length === 0 ? [] : bytes.toString("utf8").split("\n"));

const numbersOf = (numbers: Uint32Array | Uint8Array): Buffer =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** Packs the data as one compressed block of bytes. */
export async function pack(data: Searchable): Promise<Buffer> {
  const listsOf = ({ starts, items }: Lists): Buffer[] => [numbersOf(starts), numbersOf(items)];
  const blocks = [
    Buffer.from(FORMAT),
    textOf(data.words),
    textOf(data.keys),
    numbersOf(data.types),
    numbersOf(data.ranks),
    ...listsOf(data.rowWords),
    ...listsOf(data.rowNames),
    ...listsOf(data.names),
    textOf(data.codes),
    numbersOf(data.codeRows),
  ];
  const sizes = Uint32Array.from([blocks.length, ...blocks.map(({ length }) => length)]);
  return promisify(gzip)(Buffer.concat([numbersOf(sizes), ...blocks]), { level: 1 });
}

/** The data of a packing; null when it has another format, as that of another version of the program may. */
export async function unpack(packing: Buffer): Promise<Searchable | null> {
  const bytes = await promisify(gunzip)(packing);
  const blocks = blocksIn(bytes);
  if (blocks.next().value?.toString() !== FORMAT) return null;
  const next = (): Buffer => blocks.next().value ?? Buffer.alloc(0);
  // Copied, since numbers of four bytes must start at a multiple of four.
  const numbers = (): Uint32Array => new Uint32Array(Uint8Array.from(next()).buffer);
  const lists = (): Lists => ({ starts: numbers(), items: numbers() });
  return {
    words: textsIn(next()),
    keys: textsIn(next()),
    types: Uint8Array.from(next()),
    ranks: Uint8Array.from(next()),
    rowWords: lists(),
    rowNames: lists(),
    names: lists(),
    codes: textsIn(next()),
    codeRows: numbers(),
  };
}

function* blocksIn(bytes: Buffer): Generator<Buffer, undefined> {
  const count = bytes.readUInt32LE(0);
  let start = 4 * (count + 1);
  for (let block = 1; block <= count; block += 1) {
    const size = bytes.readUInt32LE(4 * block);
    yield bytes.subarray(start, (start += size));
  }
}
