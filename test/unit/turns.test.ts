import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Turns } from "../../src/database/turns.js";

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Takes places for an owner, and notes each under its name once it is given. */
class Taker {
  constructor(
    readonly turns: Turns,
    readonly given: string[],
  ) {}

  take(owner: object, name: string, signal: AbortSignal | null = null): Promise<void> {
    return this.turns.take(owner, signal).then(() => {
      this.given.push(name);
    });
  }
}

function takerOf(places: number, limit = 1_000): Taker {
  return new Taker(new Turns(places, limit), []);
}

describe("Turns at places", () => {
  it("go round the owners that wait, so that one with many does not make another wait for all of them", async () => {
    const taker = takerOf(1);
    const [large, small] = [{}, {}];
    for (let number = 1; number <= 4; number += 1) void taker.take(large, `large ${number}`);
    void taker.take(small, "small");
    await settled();
    for (const owner of [large, large, small, large, large]) {
      taker.turns.give(owner);
      await settled();
    }
    expect(taker.given).toEqual(["large 1", "large 2", "small", "large 3", "large 4"]);
  });

  it("leave places to newcomers: who holds some gets one more only while even more are free", async () => {
    const taker = takerOf(10);
    const owners = [{}, {}, {}, {}];
    for (const [index, owner] of owners.entries())
      for (let number = 0; number < 9; number += 1) void taker.take(owner, `owner ${index}`);
    await settled();
    const held = owners.map((_, index) => taker.given.filter((name) => name === `owner ${index}`).length);
    expect(held).toEqual([5, 3, 1, 1]);
  });

  it("are dropped once their signal is aborted, and given to others", async () => {
    const taker = takerOf(1);
    const [holder, left, waiting] = [{}, {}, {}];
    const reason = new Error("It has left");
    const leave = new AbortController();
    await taker.take(holder, "holder");
    const dropped = [1, 2].map(() => taker.take(left, "left", leave.signal));
    void taker.take(waiting, "waiting");
    leave.abort(reason);
    for (const one of dropped) await expect(one).rejects.toBe(reason);
    await expect(taker.take(left, "left", leave.signal)).rejects.toBe(reason);
    taker.turns.give(holder);
    await settled();
    expect(taker.given).toEqual(["holder", "waiting"]);
  });

  it("are refused when too many wait already", async () => {
    const taker = takerOf(1, 2);
    await taker.take({}, "holder");
    for (let number = 0; number < 2; number += 1) void taker.take({}, "waiting");
    await expect(taker.take({}, "one too many")).rejects.toThrow("Queue limit reached");
  });

  it("hold no more than there are places, and nobody waits for ever, whoever comes, goes or leaves", async () => {
    const step = fc.record({ owner: fc.nat(4), leaves: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { maxLength: 60 }),
        async (places, steps) => {
          const turns = new Turns(places, 1_000);
          const owners = [0, 1, 2, 3, 4].map(() => ({ leave: new AbortController() }));
          let [held, most, open] = [0, 0, 0];
          const visits = steps.map(async ({ owner: number, leaves }) => {
            const owner = owners[number] ?? { leave: new AbortController() };
            open += 1;
            try {
              await turns.take(owner, owner.leave.signal);
              most = Math.max(most, (held += 1));
              if (leaves) owner.leave.abort(new Error("left"));
              await settled();
              held -= 1;
              turns.give(owner);
            } catch {
              expect(owner.leave.signal.aborted).toBe(true);
            }
            open -= 1;
          });
          await Promise.all(visits);
          expect(most).toBeLessThanOrEqual(places);
          expect([held, open]).toEqual([0, 0]);
        },
      ),
    );
  });
});
