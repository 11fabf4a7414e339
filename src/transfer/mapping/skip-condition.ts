import { z } from "zod";

const column = z.string().min(1).describe("Column of the file.");

/** When a row of the file is left out, such as a total. */
export const SkipCondition = z
  .union(
    [
      z.strictObject({
        column,
        equals: z
          .union([z.string(), z.array(z.string()).min(1)])
          .describe("One of these texts, whatever their case."),
      }),
      z.strictObject({
        column,
        matches: z
          .string()
          .min(1)
          .describe("A text in which * stands for any text, whatever its case: `Jumlah*`."),
      }),
      z.strictObject({ column, empty: z.literal(true).describe("The cell is empty.") }),
    ],
    { error: "must name a column and one of equals, matches and empty" },
  )
  .meta({ id: "SkipCondition", title: "When a row is left out" });
export type SkipCondition = z.infer<typeof SkipCondition>;

/** Compiles a condition on the text of its column. */
export function skipTest(condition: SkipCondition): (cell: string) => boolean {
  if ("empty" in condition) return (cell) => cell.trim() === "";
  if ("matches" in condition) return wildcardTest(fold(condition.matches));
  const texts = new Set([condition.equals].flat().map(fold));
  return (cell) => texts.has(fold(cell));
}

const fold = (text: string): string => text.replace(/\s+/g, " ").trim().toLowerCase();

// Not a regular expression: a mapping must not be able to make one row take for ever.
function wildcardTest(pattern: string): (cell: string) => boolean {
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return (cell) => fold(cell) === first;
  return (cell) => {
    const text = fold(cell);
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    const end = text.length - last.length;
    let place = first.length;
    for (const part of others) {
      const found = text.indexOf(part, place);
      if (found < 0 || found + part.length > end) return false;
      place = found + part.length;
    }
    return true;
  };
}
