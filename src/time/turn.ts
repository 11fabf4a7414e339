import type { Signal } from "./signal.js";

// The longest computation in one turn of the event loop: health checks and other small requests wait that long.
const SLICE_MS = 5;

// The time at which the current turn is over; null until a computation starts in it.
let end: number | null = null;
const waiting: (() => void)[] = [];

/** Whether all computations in the current turn of the event loop have together used up its time. Calls are cheap. */
export function isTurnOver(): boolean {
  const now = performance.now();
  if (end === null) {
    end = now + SLICE_MS;
    setImmediate(begin);
  }
  return now >= end;
}

/**
 * Waits for a later turn of the event loop if the current one is over. One waiting computation continues in each turn,
 * in order of arrival. Rejects with the signal's reason when it is aborted.
 */
export async function turn(signal: Signal | null): Promise<void> {
  if (isTurnOver()) await new Promise<void>((resolve) => waiting.push(resolve));
  signal?.throwIfAborted();
}

function begin(): void {
  end = null;
  waiting.shift()?.();
  // The next one must continue even if the one just resumed does not compute any more.
  if (waiting.length > 0) isTurnOver();
}

/** Like `items.map(map)`, spread over as many turns as it takes. */
export async function mapInTurns<T, U>(
  items: readonly T[],
  map: (item: T, index: number) => U,
  signal: Signal | null,
): Promise<U[]> {
  const made: U[] = [];
  for (const item of items) {
    if (isTurnOver()) await turn(signal);
    made.push(map(item, made.length));
  }
  return made;
}

const RUN = 1_000;

/** A stable sort of the items (merge sort), spread over as many turns as it takes. */
export async function sortInTurns<T>(
  items: readonly T[],
  compare: (one: T, other: T) => number,
  signal: Signal | null,
): Promise<T[]> {
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += RUN) {
    if (isTurnOver()) await turn(signal);
    runs.push(items.slice(start, start + RUN).sort(compare));
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let place = 0; place < runs.length; place += 2)
      merged.push(await merge(runs[place] ?? [], runs[place + 1] ?? [], compare, signal));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  one: readonly T[],
  other: readonly T[],
  compare: (one: T, other: T) => number,
  signal: Signal | null,
): Promise<T[]> {
  const merged: T[] = [];
  let place = 0;
  for (const item of one) {
    if (isTurnOver()) await turn(signal);
    while (place < other.length && compare(other[place] as T, item) < 0) merged.push(other[place++] as T);
    merged.push(item);
  }
  return [...merged, ...other.slice(place)];
}
