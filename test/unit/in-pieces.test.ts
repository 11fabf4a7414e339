import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { inPieces } from "../../src/server/in-pieces.js";

const LONGEST_PIECE = 4 * 65_537;

async function lengths(parts: AsyncIterable<Uint8Array> | string): Promise<number[]> {
  const found: number[] = [];
  for await (const piece of inPieces(parts)) found.push((piece as Uint8Array).length);
  return found;
}

async function* parts(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

describe("What is sent in pieces", () => {
  it("is a text as it was, whatever its letters", async () => {
    const letter = fc.constantFrom("a", "é", "語", "😀");
    const text = fc.tuple(fc.array(letter, { maxLength: 5 }), letter, fc.integer({ min: 0, max: 200_000 }));
    await fc.assert(
      fc.asyncProperty(text, async ([before, letter, times]) => {
        const written = before.join("") + letter.repeat(times);
        expect((await buffer(inPieces(written))).equals(Buffer.from(written))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("is bytes as they were", async () => {
    const long = "x".repeat(300_000);
    expect((await buffer(inPieces(parts("a", "", long, "b")))).toString()).toBe(`a${long}b`);
  });

  it("is never one long piece, of which nobody would know how much a client has taken", async () => {
    for (const found of [
      await lengths("語".repeat(1_000_000)),
      await lengths(parts("x".repeat(3_000_000))),
    ]) {
      expect(found.length).toBeGreaterThan(10);
      expect(Math.max(...found)).toBeLessThanOrEqual(LONGEST_PIECE);
    }
  });
});
