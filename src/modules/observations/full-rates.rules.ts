import { ALL } from "./possible.rules.js";
import type { Qualifier } from "./observation.entity.js";

/** The categories that workers are divided into, in one way or another. */
export const SEGMENTS: readonly string[] = ["PU", "BPU", "FORMAL", "INFORMAL"];

/** Whether the rate of a segment is not full, or impossible, so that not all workers are protected as is claimed. */
export function contradictsFull({
  value,
  qualifier,
}: {
  value: number | null;
  qualifier: Qualifier;
}): boolean {
  if (value === null) return false;
  return (value < ALL.least && qualifier !== "AT_LEAST") || value > ALL.most;
}
