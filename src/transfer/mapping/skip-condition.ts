import { z } from "zod";

const column = z.string().min(1).describe("Column of the file.");

/** A condition for skipping a row of the file, such as a total. */
export const SkipCondition = z
  .union(
    [
      z.strictObject({
        column,
        equals: z
          .union([z.string(), z.array(z.string()).min(1)])
          .describe("The cell is one of these texts; case is ignored."),
      }),
      z.strictObject({
        column,
        matches: z
          .string()
          .min(1)
          .describe("The cell matches this pattern, in which * is any text; case is ignored: `Jumlah*`."),
      }),
      z.strictObject({ column, empty: z.literal(true).describe("The cell is empty.") }),
    ],
    { error: "must name a column and one of equals, matches and empty" },
  )
  .meta({ id: "SkipCondition", title: "Condition for skipping a row" });
export type SkipCondition = z.infer<typeof SkipCondition>;

/** A condition as the report of an import names it. */
export function describeSkip(condition: SkipCondition): string {
  const rows = `rows where "${condition.column}"`;
  if ("empty" in condition) return `${rows} is empty`;
  if ("matches" in condition) return `${rows} matches "${condition.matches}"`;
  return `${rows} is ${[condition.equals]
    .flat()
    .map((text) => `"${text}"`)
    .join(" or ")}`;
}

/** Compiles a condition on the text of its column. */
export function skipTest(condition: SkipCondition): (cell: string) => boolean {
  if ("empty" in condition) return (cell) => cell.trim() === "";
  if ("matches" in condition) return wildcardTest(fold(condition.matches));
  const texts = new Set([condition.equals].flat().map(fold));
  return (cell) => texts.has(fold(cell));
}

const fold = (text: string): string => text.replace(/\s+/g, " ").trim().toLowerCase();

// Uses no regular expression, which a mapping could make arbitrarily slow.
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
