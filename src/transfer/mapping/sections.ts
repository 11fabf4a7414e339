import { z } from "zod";
import type { InputRow } from "../../files/read/input.js";
import { skipTest } from "./skip-condition.js";

const text = z.string().min(1);

/** Rows that say something of all rows below them, until the next of their kind. */
export const Section = z
  .strictObject({
    column: text.describe("Column of the file in which they stand."),
    as: text.describe("The name by which fields refer to their text, as to a column."),
    equals: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
    matches: text
      .optional()
      .describe("As in skipWhere; by default a row in which no other column is filled."),
    keep: z
      .boolean()
      .optional()
      .describe("Whether they are rows of the table as well, such as totals of a province."),
  })
  .meta({ id: "Section", title: "Rows that carry down" });
export type Section = z.infer<typeof Section>;

/** What sections and columns carry down to one row. */
export interface Carried {
  row: InputRow;
  /** The section whose heading the row is, and which is no row of the table. */
  heading: Section | null;
}

/** Compiles what carries down through the rows of one reading, which must be given in their order. */
export function carrier(
  sections: readonly Section[],
  carryDown: readonly string[],
  actual: (column: string) => string,
): (row: InputRow) => Carried {
  if (sections.length + carryDown.length === 0) return (row) => ({ row, heading: null });
  const texts: Record<string, string> = Object.fromEntries(sections.map(({ as }) => [as, ""]));
  const tests = sections.map((section) => ({
    section,
    column: actual(section.column),
    test: testOf(section),
  }));
  const columns = carryDown.map(actual);
  const above: Record<string, string> = {};
  return (given) => {
    const place = tests.findIndex(({ column, test }) => test(given.cells, column));
    const found = tests[place];
    if (found) {
      texts[found.section.as] = (given.cells[found.column] ?? "").trim();
      // A heading ends those that are listed after it.
      for (const { section } of tests.slice(place + 1)) texts[section.as] = "";
      // What was below another heading does not reach beyond this one.
      for (const column of columns) above[column] = "";
    }
    const isHeading = found !== undefined && !(found.section.keep ?? false);
    const cells: Record<string, string> = { ...given.cells, ...texts };
    if (!isHeading && isFilled(given))
      for (const column of columns) {
        if ((cells[column] ?? "").trim() === "") cells[column] = above[column] ?? "";
        above[column] = cells[column] ?? "";
      }
    return { row: { ...given, cells }, heading: isHeading ? found.section : null };
  };
}

const isFilled = ({ cells }: InputRow): boolean => Object.values(cells).some((cell) => cell.trim() !== "");

function testOf({ column, equals, matches }: Section): (cells: InputRow["cells"], column: string) => boolean {
  const tests = [
    ...(equals === undefined ? [] : [skipTest({ column, equals })]),
    ...(matches === undefined ? [] : [skipTest({ column, matches })]),
  ];
  if (tests.length > 0) return (cells, actual) => tests.some((test) => test(cells[actual] ?? ""));
  return (cells, actual) =>
    (cells[actual] ?? "").trim() !== "" &&
    Object.entries(cells).every(([name, cell]) => name === actual || cell.trim() === "");
}
