import type { Qualifier } from "./observation.entity.js";

/** The categories that workers are divided into, in one way or another. */
export const SEGMENTS: readonly string[] = ["PU", "BPU", "FORMAL", "INFORMAL"];

// Half a unit of the last digit of a whole percent.
const HALF_A_POINT = 0.005;

/** Whether the rate of a segment is not full, or impossible, so that not all workers are protected as is claimed. */
export function contradictsFull({
  value,
  qualifier,
}: {
  value: number | null;
  qualifier: Qualifier;
}): boolean {
  if (value === null) return false;
  const isLess = value < 1 - HALF_A_POINT && qualifier !== "AT_LEAST";
  return isLess || value > 1 + HALF_A_POINT;
}
