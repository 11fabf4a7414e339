import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { oneAtATime } from "../../src/time/one-at-a-time.js";
import { isTurnOver, mapInTurns, sortInTurns, turn } from "../../src/time/turn.js";

/** Computes for as long as one turn may. */
function compute(): void {
  while (!isTurnOver());
}

describe("Long computing", () => {
  it("lets others go first whenever a turn is over, and goes on after them", async () => {
    const events: string[] = [];
    setImmediate(() => events.push("other"));
    const long = mapInTurns(
      ["one", "two"],
      (name) => {
        compute();
        events.push(name);
      },
      null,
    );
    await long;
    expect(events).toEqual(["one", "other", "two"]);
  });

  it("shares a turn with all others that compute, so that many of them hold nobody up for longer", async () => {
    const turns: number[] = [];
    let now = 0;
    const count = (): void => {
      now += 1;
      if (turns.length < 8) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(
      [1, 2, 3, 4].map(() =>
        mapInTurns(
          [1, 2],
          () => {
            compute();
            turns.push(now);
          },
          null,
        ),
      ),
    );
    expect(new Set(turns).size).toBe(turns.length);
  });

  it("ends with the signal's reason when nobody waits for it any more", async () => {
    const left = new AbortController();
    const made: number[] = [];
    const long = mapInTurns(
      [1, 2, 3],
      (item) => {
        made.push(item);
        compute();
        left.abort(new Error("The client has left"));
      },
      left.signal,
    );
    await expect(long).rejects.toThrow("The client has left");
    expect(made).toEqual([1]);
    await expect(turn(left.signal)).rejects.toThrow("The client has left");
  });

  it("makes and sorts what it would at once, however many items there are", async () => {
    const sizes = fc.constantFrom(0, 1, 2, 999, 1_000, 1_001, 2_500, 5_000);
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 50 }), fc.integer(), async (size, values, seed) => {
        const items = Array.from({ length: size }, (_, place) => ({
          place,
          value: Math.abs((place * 7919 + seed) % values),
        }));
        const compare = (one: { value: number }, other: { value: number }): number => one.value - other.value;
        expect(await sortInTurns(items, compare, null)).toEqual([...items].sort(compare));
        expect(await mapInTurns(items, ({ place }, index) => place === index, null)).toEqual(
          items.map(() => true),
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe("Tasks of one owner", () => {
  it("run one at a time in their order, whatever becomes of those before, beside those of others", async () => {
    const events: string[] = [];
    const task =
      (name: string, fails = false) =>
      async (): Promise<string> => {
        events.push(`${name} begins`);
        await new Promise(setImmediate);
        events.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const [one, other] = [{}, {}];
    const outcomes = await Promise.allSettled([
      oneAtATime(one, task("a", true)),
      oneAtATime(one, task("b")),
      oneAtATime(other, task("c")),
    ]);
    expect(outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : null))).toEqual([
      null,
      "b",
      "c",
    ]);
    expect(events.filter((event) => !event.startsWith("c"))).toEqual([
      "a begins",
      "a ends",
      "b begins",
      "b ends",
    ]);
    expect(events.indexOf("c begins")).toBeLessThan(events.indexOf("a ends"));
  });
});
