import {
  columnLines,
  lineOf,
  operationTitle,
  outcomeOf,
  readingOf,
  totalsOf,
  type Explanation,
  type Showing,
} from "./explanation.js";
import { readBelow, type Place, type ReadPlace } from "./place.js";

/**
 * An explanation as a tree of lines: at each place for which rows were to be read how that was done, the columns that
 * were selected, and `→` the statements that ran for it; then the totals.
 */
export const toTree = (explanation: Explanation, showing: Showing): string =>
  [
    operationTitle(explanation),
    ...under(explanation.root, readBelow(explanation.root), showing),
    "",
    totalsOf(explanation),
    "",
  ].join("\n");

// What stands below the line that names a place.
function under(place: Place, below: readonly ReadPlace[], showing: Showing): string[] {
  const bar = below.length > 0 ? "│  " : "   ";
  const details = [...columnLines(place), ...statementLines(place, showing)];
  return [
    ...details.map((line) => `${bar}${line}`),
    ...below.flatMap((next, index) => {
      const isLast = index === below.length - 1;
      const lines = under(next.place, next.below, showing);
      return [
        `${isLast ? "└─" : "├─"} ${next.path} (${readingOf(next.place)})`,
        ...lines.map((line) => `${isLast ? "   " : "│  "}${line}`),
      ];
    }),
  ];
}

const statementLines = ({ statements }: Place, { sql }: Showing): string[] =>
  statements.flatMap((statement) => [
    `→ ${statement.name}: ${outcomeOf(statement)}`,
    ...(sql ? [`  ${lineOf(statement)}`] : []),
  ]);
