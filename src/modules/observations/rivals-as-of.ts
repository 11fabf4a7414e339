import { isTurnOver, turn } from "../../time/turn.js";
import { isContested } from "./contested.js";
import type { Observation } from "./observation.entity.js";
import { byRivalSeries, type Rival } from "./rival.js";
import { rivalSets } from "./rivals.js";
import type { Signal } from "../../time/signal.js";

/** A statement as it stood at an earlier instant, with what is known of its source and indicator. */
export type StatementAsOf = Observation & Omit<Rival, keyof Observation>;

// As no stored conflict is named: those kept at import are of now.
const nameThen = (name: string): string => `then ${name}`;

/** Names the sets of statements of now as those of an instant are, for what is told of one after which nothing was loaded. */
export function nameSetsThen(statements: readonly Observation[]): void {
  for (const statement of statements)
    if (statement.rivalSet !== null) statement.rivalSet = nameThen(statement.rivalSet);
}

/**
 * Marks which statements rivalled each other and which were preferred when just these stood.
 */
export async function rivalsAsOf(
  statements: readonly StatementAsOf[],
  signal: Signal | null,
): Promise<Observation[]> {
  for (const statement of statements) Object.assign(statement, { rivalSet: null, rank: 1, preferred: true });
  for (const members of byRivalSeries(statements)) {
    if (isTurnOver()) await turn(signal);
    markRivals(members);
  }
  return [...statements];
}

function markRivals(statements: readonly StatementAsOf[]): void {
  const [first] = statements;
  if (!first || !isContested(statements, first.indicatorKind)) return;
  for (const { members, outcomes } of rivalSets(statements)) {
    const rivalSet = nameThen(outcomes[0]?.slug ?? "");
    for (const [index, { rank, preferred }] of outcomes.entries())
      Object.assign(members[index] ?? {}, { rivalSet, rank, preferred });
  }
}
