import { dayAfter } from "../../../time/today.js";
import type { Observation } from "../../observations/observation.entity.js";

/** When statements begin to hold, and until when. */
export type Holding = Pick<Observation, "effectiveFrom" | "effectiveOn">;

/**
 * A day, and those after it on which what is known last may change: those on which a statement begins to hold, the days
 * after these and the first days of years while a span lasts, and the day after its end.
 */
export function decisiveDays(statements: readonly Holding[], from: string): string[] {
  const days = new Set([from]);
  const spans = statements.filter(
    ({ effectiveFrom, effectiveOn }) => effectiveFrom < effectiveOn && effectiveOn >= from,
  );
  for (const { effectiveFrom } of statements) if (effectiveFrom > from) days.add(effectiveFrom);
  for (const span of spans) {
    days.add(dayAfter(span.effectiveOn));
    for (let year = Number(from.slice(0, 4)) + 1; year <= Number(span.effectiveOn.slice(0, 4)); year++)
      days.add(`${year}-01-01`);
  }
  if (spans.length > 0)
    for (const { effectiveFrom } of statements) if (effectiveFrom >= from) days.add(dayAfter(effectiveFrom));
  return [...days].sort();
}
