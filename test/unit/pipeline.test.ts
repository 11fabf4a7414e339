import { setImmediate as later } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { inPipeline } from "../../src/time/pipeline.js";

/** Steps that tell when they begin and end, and fail at a portion where that is wanted. */
function told(fails: Partial<Record<"read" | "make" | "write", string>> = {}) {
  const events: string[] = [];
  const step =
    (name: "read" | "make" | "write") =>
    async (portion: string): Promise<string> => {
      events.push(`${name} ${portion}`);
      await later();
      if (fails[name] === portion) throw new Error(`cannot ${name} ${portion}`);
      await later();
      events.push(`end ${name} ${portion}`);
      return portion;
    };
  const [read, make, write] = [step("read"), step("make"), step("write")];
  const steps = {
    read,
    make,
    write: async (made: string): Promise<void> => {
      await write(made);
    },
  };
  return { events, steps };
}

const PORTIONS = ["1", "2", "3"];

describe("A pipeline", () => {
  it("reads the next portion and writes the last one while one is made, each in order", async () => {
    const { events, steps } = told();
    await inPipeline(PORTIONS, steps);
    const place = (event: string): number => events.indexOf(event);
    expect(events).toHaveLength(18);
    expect(place("read 3")).toBeLessThan(place("end make 2"));
    expect(place("make 2")).toBeLessThan(place("end write 1"));
    for (const name of ["read", "make", "write"])
      for (const [one, next] of [
        ["1", "2"],
        ["2", "3"],
      ])
        expect(place(`end ${name} ${one}`)).toBeLessThan(place(`${name} ${next}`));
  });

  it.each(["read", "make", "write"] as const)(
    "fails as a portion's %s fails, when all that it began has ended",
    async (name) => {
      const { events, steps } = told({ [name]: "2" });
      await expect(inPipeline(PORTIONS, steps)).rejects.toThrow(`cannot ${name} 2`);
      const before = [...events];
      for (let turn = 0; turn < 10; turn += 1) await later();
      expect(events).toEqual(before);
      expect(events).not.toContain("write 3");
    },
  );

  it("does nothing without portions", async () => {
    const { events, steps } = told();
    await inPipeline([], steps);
    expect(events).toEqual([]);
  });
});
