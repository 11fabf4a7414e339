import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { jsonInTurns } from "../../src/server/json-in-turns.js";

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
