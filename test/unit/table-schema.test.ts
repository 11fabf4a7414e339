import { describe, expect, it } from "@jest/globals";
import type { Fault } from "../../src/files/fault.js";
import type { Resource } from "../../src/transfer/package/descriptor.js";
import { TableCheck } from "../../src/transfer/package/table-schema.js";

type Field = Resource["schema"]["fields"][number];

const table = (fields: Field[], more: Partial<Resource["schema"]> = {}): TableCheck =>
  new TableCheck(
    { name: "t", path: "t.csv", schema: { fields, uniqueKeys: [], foreignKeys: [], ...more } },
    [],
  );
const check = (field: Omit<Field, "name">, value: string): Pick<Fault, "code" | "reason">[] =>
  table([{ name: "c", ...field }])
    .check({ line: 2, cells: { c: value } })
    .map(({ code, reason }) => ({ code, reason }));

describe("A cell", () => {
  it.each<[Field["type"], string[], string[]]>([
    ["string", ["x", " ", "0"], []],
    ["number", ["0", "-1.5", "1000000"], ["1,5", "1.", ".5", "1e3", "NaN", "1 000", "+1", "0x1"]],
    ["integer", ["0", "-12"], ["1.0", "1.5", "one", "1e3"]],
    ["year", ["2024"], ["24", "20245", "2024.0"]],
    ["boolean", ["true", "false"], ["TRUE", "1", "yes"]],
    ["date", ["2024-02-29"], ["2023-02-29", "2024-2-9", "2024"]],
  ])("of type %s takes such values only", (type, good, bad) => {
    for (const value of good) expect([value, check({ type }, value)]).toEqual([value, []]);
    for (const value of bad) expect([value, check({ type }, value)[0]?.code]).toEqual([value, "TYPE"]);
  });

  it("may be empty unless it is required, whatever its type", () => {
    const constraints = { enum: ["A"], pattern: "A", minimum: 1 };
    expect(check({ type: "number", constraints }, "")).toEqual([]);
    expect(check({ type: "number", constraints: { required: true } }, "")).toEqual([
      { code: "REQUIRED", reason: "is empty, but must not be" },
    ]);
  });

  it("must match its pattern from end to end", () => {
    const constraints = { pattern: "a|bc" };
    expect(check({ type: "string", constraints }, "bc")).toEqual([]);
    for (const value of ["abc", "bcd", "xa"])
      expect(check({ type: "string", constraints }, value)).toEqual([
        { code: "CONSTRAINT", reason: "does not have the form a|bc" },
      ]);
  });

  it("lies between minimum and maximum, both of them allowed", () => {
    const constraints = { minimum: 0, maximum: 1 };
    for (const value of ["0", "0.5", "1"]) expect(check({ type: "number", constraints }, value)).toEqual([]);
    expect(check({ type: "number", constraints }, "-0.1")[0]?.reason).toBe("must be at least 0");
    expect(check({ type: "number", constraints }, "1.1")[0]?.reason).toBe("must be at most 1");
  });

  it("is one of the values listed, numbers among them", () => {
    expect(check({ type: "integer", constraints: { enum: [1, 2] } }, "2")).toEqual([]);
    expect(check({ type: "integer", constraints: { enum: [1, 2] } }, "3")[0]?.reason).toBe(
      "must be one of 1, 2",
    );
  });
});

describe("A key", () => {
  const fields: Field[] = ["a", "b"].map((name) => ({ name, type: "string" }));
  const faultsOf = (check: TableCheck, rows: [string, string][]): Fault[] =>
    rows.flatMap(([a, b], index) => check.check({ line: index + 2, cells: { a, b } }));

  it("stands once, and of a repeated one the first line is named", () => {
    const faults = faultsOf(table(fields, { primaryKey: ["a"] }), [
      ["1", "x"],
      ["2", "x"],
      ["1", "y"],
      ["1", "z"],
    ]);
    expect(faults).toEqual([
      expect.objectContaining({ line: 4, column: "a", value: "1", reason: "stands in line 2 already" }),
      expect.objectContaining({ line: 5, column: "a", value: "1", reason: "stands in line 2 already" }),
    ]);
  });

  it("of several columns tells rows apart by all of them, wherever the parts meet", () => {
    const unique = { uniqueKeys: [["a", "b"]] };
    expect(
      faultsOf(table(fields, unique), [
        ["1", "23"],
        ["12", "3"],
        ["1", "2"],
      ]),
    ).toEqual([]);
    expect(
      faultsOf(table(fields, unique), [
        ["1", "2"],
        ["1", "2"],
      ])[0],
    ).toMatchObject({
      column: "a, b",
      value: "1, 2",
      code: "DUPLICATE",
    });
  });

  it("with an empty part is none, but the whole row still stands once", () => {
    const check = table(fields, { uniqueKeys: [["a", "b"]] });
    expect(
      faultsOf(check, [
        ["1", ""],
        ["1", ""],
      ]),
    ).toEqual([expect.objectContaining({ line: 3, column: null, value: null, reason: "repeats line 2" })]);
  });
});
