import { describe, expect, it } from "@jest/globals";
import { statementName, wasteful } from "../../scripts/bench/statements.js";

describe("Statements that read many rows", () => {
  const rows = (name: string, rowsRead: number, rowsReturned: number) => ({ name, rowsRead, rowsReturned });

  it("are those that read more than three for each that they return, where no row counts as one", () => {
    const statements = [
      rows("fits", 300, 100),
      rows("reads", 301, 100),
      rows("none", 3, 0),
      rows("all", 4, 0),
    ];
    expect(wasteful(statements).map(({ name }) => name)).toEqual(["reads", "all"]);
  });

  it("are told by the name in their comment, or by how they begin", () => {
    expect(statementName("/* regions by code */ SELECT r.code FROM regions r")).toBe("regions by code");
    expect(statementName("SELECT  r.code\n FROM regions r")).toBe("SELECT r.code FROM regions r");
  });
});
