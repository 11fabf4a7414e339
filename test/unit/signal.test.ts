import { describe, expect, it } from "@jest/globals";
import { OwnSignal } from "../../src/time/signal.js";

const OVER = new Error("over");

describe("A signal of our own", () => {
  it("calls each listener once, and those that were removed never", () => {
    const signal = new OwnSignal();
    const called: string[] = [];
    const removed = (): void => void called.push("removed");
    const twice = (): void => void called.push("added twice");
    signal.addEventListener("abort", twice);
    signal.addEventListener("abort", removed);
    signal.addEventListener("abort", twice);
    signal.removeEventListener("abort", removed);
    signal.abort(OVER);
    signal.abort(OVER);
    expect(called).toEqual(["added twice"]);
  });

  it("tells the first reason, as one of Node's would", () => {
    const own = new OwnSignal();
    const nodes = new AbortController();
    expect([own.aborted, own.reason]).toEqual([nodes.signal.aborted, nodes.signal.reason]);
    for (const reason of [OVER, new Error("again")]) {
      own.abort(reason);
      nodes.abort(reason);
    }
    expect([own.aborted, own.reason]).toEqual([nodes.signal.aborted, nodes.signal.reason]);
    expect(() => {
      own.throwIfAborted();
    }).toThrow(OVER);
  });

  it("calls no listener that comes too late, nor one that another removes", () => {
    const signal = new OwnSignal();
    const called: string[] = [];
    const second = (): void => void called.push("second");
    signal.addEventListener("abort", () => {
      called.push("first");
      signal.removeEventListener("abort", second);
      signal.addEventListener("abort", () => void called.push("late"));
    });
    signal.addEventListener("abort", second);
    signal.abort(OVER);
    signal.addEventListener("abort", () => void called.push("later"));
    expect(called).toEqual(["first"]);
  });
});
