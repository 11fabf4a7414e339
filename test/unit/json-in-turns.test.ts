import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { jsonInTurns } from "../../src/server/json-in-turns.js";
import { isTurnOver } from "../../src/time/turn.js";

const copies = (value: unknown, count: number): unknown[] => new Array<unknown>(count).fill(value);

it("JSON that is written in turns is what JSON.stringify writes, light or heavy", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(1, 2, 21_000),
      fc.constantFrom(0, 1, 3),
      async (value, many, few) => {
        const answer = {
          data: { list: copies(value, many), more: copies(copies(value, many), few) },
          errors: undefined,
        };
        expect(await jsonInTurns(answer)).toBe(JSON.stringify(answer));
        expect(await jsonInTurns(value)).toBe(JSON.stringify(value));
      },
    ),
    { numRuns: 60 },
  );
});

it("JSON of a large answer is written in several turns", async () => {
  const events: string[] = [];
  const answer = { data: { rows: copies({ code: "15.71", name: "Jambi" }, 300_000) } };
  const written = jsonInTurns(answer).then(() => events.push("written"));
  setImmediate(() => events.push("other"));
  await written;
  expect(events).toEqual(["other", "written"]);
});

const LONGEST_PART = 2_000_000;

it.each([
  ["long texts", copies({ note: "x".repeat(100_000) }, 100)],
  ["long keys", copies({ ["k".repeat(100_000)]: 1 }, 100)],
  ["long texts in one object", Object.fromEntries(copies("x".repeat(100_000), 100).entries())],
])("JSON of %s is written in parts, however few values there are", async (_, value) => {
  const parts: number[] = [];
  const text = await jsonInTurns({ value }, { onPart: (part) => parts.push(part.length) });
  expect(text).toBe(JSON.stringify({ value }));
  expect(parts.length).toBeGreaterThan(5);
  expect(Math.max(...parts)).toBeLessThan(LONGEST_PART);
});

it("JSON of one long text is written at once", async () => {
  const text = "é\n".repeat(1_000_000);
  expect(await jsonInTurns(text)).toBe(JSON.stringify(text));
  expect(await jsonInTurns([text, { text }])).toBe(JSON.stringify([text, { text }]));
});

it("JSON that grows too long is not written to its end", async () => {
  let length = 0;
  const onPart = (part: string): void => {
    length += part.length;
    if (length > 5_000_000) throw new Error("too long");
  };
  const value = copies("x".repeat(100_000), 1_000);
  await expect(jsonInTurns(value, { onPart })).rejects.toThrow("too long");
  expect(length).toBeLessThan(5_000_000 + LONGEST_PART);
});

it("JSON is not written to its end when nobody waits for it any more", async () => {
  const left = new AbortController();
  let parts = 0;
  const onPart = (): void => {
    parts += 1;
    left.abort(new Error("The client has left"));
    while (!isTurnOver());
  };
  const value = copies("x".repeat(100_000), 1_000);
  await expect(jsonInTurns(value, { onPart, signal: left.signal })).rejects.toThrow("The client has left");
  expect(parts).toBeLessThan(5);
});
