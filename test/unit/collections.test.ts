import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Attached, isSame, joined, madeOnce } from "../../src/collections.js";

const report = fc.record({
  value: fc.option(fc.integer({ min: 0, max: 2 })),
  statuses: fc.array(fc.constantFrom("ACTUAL", "TARGET"), { maxLength: 2 }),
  bounds: fc.option(fc.record({ lowerBound: fc.option(fc.constant(1)), upperBound: fc.constantFrom(1, 2) })),
});

describe("Values of one shape", () => {
  it("are the same exactly if they read the same as JSON", () => {
    fc.assert(
      fc.property(report, report, (one, other) => {
        expect(isSame(one, structuredClone(one))).toBe(true);
        expect(isSame(one, other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  it("differ from null and from lists of another length", () => {
    expect(isSame(null, {})).toBe(false);
    expect(isSame({ told: [1] }, { told: null })).toBe(false);
    expect(isSame([1], [1, 2])).toBe(false);
  });
});

describe("Lists", () => {
  it("are joined in order, without those that are empty", () => {
    expect(joined([[1, 2], [], [3]])).toEqual([1, 2, 3]);
    expect(joined([])).toEqual([]);
  });

  it("are made something of once each, equal ones apart", () => {
    const calls: number[][] = [];
    const length = madeOnce((list: number[]) => calls.push(list));
    const [one, other] = [[1], [1]];
    for (const list of [one, other, one, other]) length(list);
    expect(calls).toEqual([one, other]);
  });
});

describe("What is attached to an object", () => {
  it("is its own: neither another attachment nor a copy of the object has it", () => {
    const [one, other] = [new Attached<object, number>(), new Attached<object, number>()];
    const object = {};
    one.set(object, 1);
    expect([one.get(object), other.get(object)]).toEqual([1, undefined]);
    const copies = [{ ...object }, Object.defineProperties({}, Object.getOwnPropertyDescriptors(object))];
    for (const copy of [...copies, Object.create(object) as object]) expect(one.get(copy)).toBeUndefined();
    one.set(object, 2);
    expect(one.get(object)).toBe(2);
  });
});
