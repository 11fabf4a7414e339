import {
  columnLines,
  lineOf,
  operationTitle,
  outcomeOf,
  readingOf,
  totalsOf,
  type Explanation,
  type ShowOptions,
} from "./explanation.js";
import { readBelow, type Place, type ReadPlace } from "./place.js";

/**
 * An explanation as a tree of lines: for each place that needs rows, how they were read, the selected columns and,
 * after `→`, its statements; then the totals of the operation.
 */
export const toTree = (explanation: Explanation, options: ShowOptions): string =>
  [
    operationTitle(explanation),
    ...linesOf(explanation.root, readBelow(explanation.root), options),
    "",
    totalsOf(explanation),
    "",
  ].join("\n");

// The lines below the line of a place.
function linesOf(place: Place, below: readonly ReadPlace[], options: ShowOptions): string[] {
  const bar = below.length > 0 ? "│  " : "   ";
  const details = [...columnLines(place), ...statementLines(place, options)];
  return [
    ...details.map((line) => `${bar}${line}`),
    ...below.flatMap((next, index) => {
      const isLast = index === below.length - 1;
      const lines = linesOf(next.place, next.below, options);
      return [
        `${isLast ? "└─" : "├─"} ${next.path} (${readingOf(next.place)})`,
        ...lines.map((line) => `${isLast ? "   " : "│  "}${line}`),
      ];
    }),
  ];
}

const statementLines = ({ statements }: Place, { sql }: ShowOptions): string[] =>
  statements.flatMap((statement) => [
    `→ ${statement.name}: ${outcomeOf(statement)}`,
    ...(sql ? [`  ${lineOf(statement)}`] : []),
  ]);
