import { describe, expect, it } from "@jest/globals";
import { LoadContext } from "../../src/package/load-context.js";
import { tableNamed } from "../../src/transfer/package/tables.js";

const broken = (table: string, cells: Record<string, string | undefined>): string[] =>
  tableNamed(table)
    .brokenRules(
      cells as Record<string, string>,
      (name, key) => name === "regions" && key === "15.71",
      new LoadContext(""),
    )
    .map(({ column, reason }) => `${column} ${reason}`);
const observed = (qualifier: string, value: string, lower = "", upper = ""): string[] =>
  broken("observations", { qualifier, value, lower_bound: lower, upper_bound: upper }).map(
    (text) => text.split(" ")[0] ?? "",
  );

describe("Value and bounds of an observation", () => {
  it.each<[string, [string, string?, string?][], [string, string?, string?][]]>([
    ["EXACT", [["5"]], [[""], ["5", "5"], ["5", "", "5"]]],
    ["APPROXIMATE", [["5"], ["5", "4", "6"], ["5", "5", "5"]], [[""], ["5", "6"], ["5", "", "4"]]],
    ["AT_LEAST", [["5", "5"]], [["5"], ["5", "4"], ["5", "5", "6"], [""]]],
    ["AT_MOST", [["5", "", "5"]], [["5"], ["5", "", "6"], ["5", "4", "5"], [""]]],
    ["ALL", [["1"], [""]], []],
    ["UNQUANTIFIED", [[""]], [["5"], ["", "5"], ["", "", "5"]]],
  ])("fit the qualifier %s", (qualifier, good, bad) => {
    for (const values of good) expect([values, observed(qualifier, ...values)]).toEqual([values, []]);
    for (const values of bad) expect([values, observed(qualifier, ...values)]).not.toEqual([values, []]);
  });

  it("are compared as numbers", () => {
    expect(observed("APPROXIMATE", "10", "9", "100")).toEqual([]);
  });
});

describe("A period", () => {
  it("may end within the month or year in which it starts", () => {
    expect(
      broken("observations", { qualifier: "ALL", period_start: "2024-05-10", period_end: "2024" }),
    ).toEqual([]);
    expect(broken("tariffs", { valid_from: "2024", valid_to: "" })).toEqual([]);
  });

  it("ends no earlier than it starts, for observations and tariffs", () => {
    const reason = "is before period_start 2024";
    expect(broken("observations", { qualifier: "ALL", period_start: "2024", period_end: "2023-12" })).toEqual(
      [`period_end ${reason}`],
    );
    expect(broken("tariffs", { valid_from: "2024", valid_to: "2023" })).toEqual([
      "valid_to is before valid_from 2024",
    ]);
  });
});

describe("A date", () => {
  it.each([
    ["sources", "published_on"],
    ["worker_cohorts", "since"],
    ["awards", "awarded_on"],
    ["award_results", "decided_on"],
    ["regulations", "issued_on"],
    ["initiatives", "started_on"],
  ])("of %s is a day of the calendar, in %s", (table, column) => {
    expect(broken(table, { [column]: "2024-02-31" })).toEqual([
      `${column} is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD`,
    ]);
  });
});

describe("A recipient", () => {
  it("is a region or an employer, as its type says", () => {
    const results = (type: string, id: string): string[] =>
      broken("award_results", { recipient_type: type, recipient_id: id });
    expect(results("REGION", "15.71")).toEqual([]);
    expect(results("EMPLOYER", "15.71")).toEqual(["recipient_id is not in the table employers"]);
    expect(results("REGION", "99")).toEqual(["recipient_id is not in the table regions"]);
  });

  it("has a rank within its shortlist", () => {
    const ranked = (rank: string, size: string): string[] =>
      broken("award_results", {
        recipient_type: "REGION",
        recipient_id: "15.71",
        rank,
        shortlist_size: size,
      });
    expect([ranked("3", "3"), ranked("4", ""), ranked("", "3")]).toEqual([[], [], []]);
    expect(ranked("10", "9")).toEqual(["rank is greater than the shortlist size of 9"]);
  });
});
