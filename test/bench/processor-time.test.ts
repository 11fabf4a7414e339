import { describe, expect, it } from "@jest/globals";
import { cpuMilliseconds, processTime, ticksOfTree } from "../../scripts/bench/processor-time.js";

describe("The processor time of a process", () => {
  it("is read from what the kernel says, whatever its name, with the time of children that have ended", () => {
    const stat = "42 (a (bad) name) S 7 42 42 0 -1 4194560 1 2 3 4 100 20 3 1 20 0 11 0";
    expect(processTime(stat)).toEqual({ pid: 42, parent: 7, ticks: 124 });
  });

  it("has that of all processes below it, and of no other", () => {
    const processes = [
      { pid: 1, parent: 0, ticks: 1000 },
      { pid: 2, parent: 1, ticks: 10 },
      { pid: 3, parent: 2, ticks: 5 },
      { pid: 4, parent: 3, ticks: 2 },
      { pid: 5, parent: 1, ticks: 100 },
    ];
    expect(ticksOfTree(processes, 2)).toBe(17);
    expect(ticksOfTree(processes, 9)).toBeNull();
  });

  it("is unknown for a process that does not run", () => {
    expect(cpuMilliseconds(null)).toBeNull();
    expect(cpuMilliseconds(2 ** 30)).toBeNull();
  });
});
