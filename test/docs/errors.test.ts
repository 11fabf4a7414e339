import { ApolloServerErrorCode } from "@apollo/server/errors";
import { describe, expect, it } from "@jest/globals";
import { AGREED, difference, rowsUnder, unquoted } from "./markdown.js";
import { sources, textOf } from "./project.js";

const PAGE = "docs/use/errors.md";

/** The members of a union of texts that follows a beginning, up to its semicolon. */
function membersOf(text: string, beginning: string): string[] {
  const start = text.indexOf(beginning);
  if (start === -1) return [];
  const union = text.slice(start, text.indexOf(";", start));
  return [...union.matchAll(/"([A-Z_]+)"/g)].map(([, code = ""]) => code);
}

const codesUnder = (page: string, heading: string): string[] =>
  rowsUnder(page, heading).map(([code = ""]) => unquoted(code));

describe("The page on errors", () => {
  it("names every code that the server answers, and no others", async () => {
    const ours = membersOf(await textOf("src/errors.ts"), "export type ErrorCode");
    expect(ours).toContain("BAD_USER_INPUT");
    const codes = [...ours, ...Object.values(ApolloServerErrorCode)];
    expect(difference(codesUnder(await textOf(PAGE), "`extensions.code`"), codes)).toEqual(AGREED);
  });

  it("names every code of a fault in a file, and no others", async () => {
    const found = (await sources(["src"], /\/fault\.ts$/)).flatMap(({ text }) => membersOf(text, "code:"));
    expect(difference(codesUnder(await textOf(PAGE), "Code"), found)).toEqual(AGREED);
  });
});

describe("The check of errors", () => {
  it("finds the members of a union, and none of another", () => {
    const text = 'type A = "X_Y" | "NOT";\nexport type Code =\n  | "ONE"\n  | "TWO_B";\nconst c = "THREE";';
    expect(membersOf(text, "export type Code")).toEqual(["ONE", "TWO_B"]);
    expect(membersOf(text, "export type None")).toEqual([]);
  });

  it("tells codes that one side lacks", () => {
    const page = "| Code | When |\n| --- | --- |\n| `ONE` | x |\n| `GONE` | y |\n\n| Other | z |\n";
    expect(difference(codesUnder(page, "Code"), ["ONE", "NEW"])).toEqual({
      undocumented: ["NEW"],
      unknown: ["GONE"],
    });
  });
});
