const FIRST = 5_000;
const LAST = 86_400_000;

/**
 * How long to wait after so many failures in a row, in milliseconds: 5 seconds, and twice as long each time up to a day, so
 * that a receiver that comes back is told no later than after as long again as it was away. Null after the last attempt.
 */
export function delayAfter(failures: number): number | null {
  const delay = FIRST * 2 ** (failures - 1);
  return delay < 2 * LAST ? Math.min(delay, LAST) : null;
}
