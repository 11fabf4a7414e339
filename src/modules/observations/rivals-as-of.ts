import { getOrMake } from "../../collections.js";
import { isTurnOver, turn } from "../../time/turn.js";
import type { Observation } from "./observation.entity.js";
import { rivalSets, type Rival } from "./rivals.js";

/** A statement as it stood at an earlier instant, with what is known of its source and indicator. */
export type StatementAsOf = Observation & Omit<Rival, keyof Observation | "denominatorValue">;

/**
 * Marks which statements rivalled each other and which were preferred when just these stood. Their sets are named as
 * no stored conflict is: those kept at import are of now.
 */
export async function rivalsAsOf(
  statements: readonly StatementAsOf[],
  signal: AbortSignal | null,
): Promise<Observation[]> {
  const series = new Map<string, StatementAsOf[]>();
  for (const statement of statements) {
    Object.assign(statement, { rivalSet: null, rank: 1, preferred: true });
    const { regionCode, indicatorCode, categoryCode, valueStatus } = statement;
    const key = [regionCode, indicatorCode, categoryCode, valueStatus].join();
    getOrMake(series, key, () => []).push(statement);
  }
  for (const members of series.values()) {
    if (isTurnOver()) await turn(signal);
    markRivals(members);
  }
  return [...statements];
}

function markRivals(members: readonly StatementAsOf[]): void {
  if (!anyOverlap(members)) return;
  const bySlug = new Map(members.map((member) => [member.slug, member]));
  for (const { outcomes } of rivalSets(members.map((member) => ({ ...member, denominatorValue: null })))) {
    const rivalSet = `then ${outcomes[0]?.slug ?? ""}`;
    for (const { slug, rank, preferred } of outcomes) {
      const member = bySlug.get(slug);
      if (member) Object.assign(member, { rivalSet, rank, preferred });
    }
  }
}

// Rivals share some time; most series state one period after the other.
function anyOverlap(members: readonly StatementAsOf[]): boolean {
  const inOrder = [...members].sort((one, other) => (one.periodStart < other.periodStart ? -1 : 1));
  return inOrder.some((member, index) => {
    const before = inOrder[index - 1];
    return before !== undefined && before.periodEnd >= member.periodStart;
  });
}
