import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { partialDate } from "../../src/time/partial-date.js";

describe("A partial date", () => {
  it.each([
    ["2024-10-10", { on: "2024-10-10", text: null, from: "2024-10-10", until: "2024-10-10" }],
    ["2024-02", { on: null, text: "2024-02", from: "2024-02-01", until: "2024-02-29" }],
    ["2023-02", { on: null, text: "2023-02", from: "2023-02-01", until: "2023-02-28" }],
    ["2024-12", { on: null, text: "2024-12", from: "2024-12-01", until: "2024-12-31" }],
    ["2024", { on: null, text: "2024", from: "2024-01-01", until: "2024-12-31" }],
    ["", { on: null, text: null, from: null, until: null }],
  ])("%s lies between the first and last day it may mean", (text, expected) => {
    expect(partialDate(text)).toEqual(expected);
  });

  it.each([
    "2024-02-30",
    "2023-02-29",
    "2024-13",
    "2024-00",
    "2024-1",
    "24",
    "2024-",
    "2024-10-10T00:00",
    " 2024",
    "10/02/2019",
    "2024-10-10-10",
  ])("%s is none", (text) => {
    expect(partialDate(text)).toBeNull();
  });

  it("of any day, month and year holds that day", () => {
    const range = { min: new Date("1000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(range), fc.constantFrom(4, 7, 10), (date, length) => {
        const day = date.toISOString().slice(0, 10);
        const { from, until } = partialDate(day.slice(0, length)) ?? {};
        return from != null && until != null && from <= day && day <= until;
      }),
    );
  });
});
