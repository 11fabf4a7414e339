import { parseNumber } from "../mapping/parse-number.js";
import type { GridColumn } from "./grid-column.js";
import type { Inquiry } from "./question.js";

const MOST_DIFFERENCE = 0.001;

/** Columns without those of sums, which say nothing of their own and would be taken for another category or time. */
export function withoutTotals(inquiry: Inquiry, columns: readonly GridColumn[]): GridColumn[] {
  let group: GridColumn[] = [];
  return columns.filter((column) => {
    const parts = group;
    if (!isTotal(column)) {
      group.push(column);
      return true;
    }
    const others = columns.filter((other) => !isTotal(other));
    group = [];
    if (others.length < 2) return true;
    const sums = [parts, others].filter((some) => some.length > 1);
    if (sums.some((some) => addsUp(column, some))) {
      inquiry.found("the sum of other columns, which is left out", `column "${column.name}"`);
      return false;
    }
    const answer = inquiry.ask({
      id: `column-${column.letter}`,
      text: `Is "${column.name}" (column ${column.letter}) a total of the other columns?`,
      why: "it is called so, but it is not their sum",
      choices: [
        { value: "skip", label: "yes: leave the column out" },
        { value: "keep", label: "no: it has figures of its own" },
      ],
      suggestion: "skip",
      isOpen: true,
    });
    return answer !== null && answer !== "skip";
  });
}

const isTotal = ({ name }: GridColumn): boolean => /(?:^|\s)(?:sub ?total|total|jumlah|jml)$/i.test(name);

function addsUp(total: GridColumn, parts: readonly GridColumn[]): boolean {
  const read = (text = ""): number =>
    [parseNumber(text, "en"), parseNumber(text, "id")].find((number) => typeof number === "number") ?? 0;
  return total.cells.every((text, row) => {
    const sum = parts.reduce((all, { cells }) => all + read(cells[row]), 0);
    return Math.abs(read(text) - sum) <= MOST_DIFFERENCE * Math.abs(sum);
  });
}
