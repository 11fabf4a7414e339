import { groupBy } from "../../collections.js";
import type { GridColumn } from "./grid-column.js";
import type { Layout } from "./layout.js";
import type { Inquiry } from "./question.js";

/** Asks what columns of texts say that tell apart rows of one region and time; the names of those that go into the note. */
export function askRemarks(inquiry: Inquiry, columns: readonly GridColumn[], { data }: Layout): string[] {
  const known = columns.filter(({ role }) => !["value", "text", "number", "unit"].includes(role));
  const groups = groupBy(
    data.map((_, row) => row),
    (row) => known.map(({ cells }) => cells[row] ?? "").join("\u0000"),
  );
  const repeated = [...groups.values()].filter((rows) => rows.length > 1);
  const texts = columns.filter(({ role }) => role === "text");
  const telling = texts.filter(({ cells }) =>
    repeated.some((rows) => new Set(rows.map((row) => cells[row] ?? "")).size > 1),
  );
  for (const { name } of texts)
    if (name !== "" && !telling.some((column) => column.name === name))
      inquiry.found("texts that are not read", `column "${name}"`);
  return telling.flatMap(({ name, letter, texts: [first = ""] }) => {
    if (name === "") return [];
    const answer = inquiry.ask({
      id: `column-${letter}`,
      text: `What does "${name}" (column ${letter}) say of the figures, such as "${first.slice(0, 40)}"?`,
      why: "several rows of one region and time differ in it",
      choices: [
        { value: "note", label: "a group or remark, which is kept in the note" },
        { value: "skip", label: "nothing: leave the column out" },
      ],
      suggestion: "note",
    });
    return answer === "note" ? [name] : [];
  });
}
