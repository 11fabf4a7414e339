// Requests that need little, above all for the server's health, wait for as long as one turn of the event loop takes.
const SLICE_MS = 5;

// When the present turn has computed long enough; null as long as nothing has computed in it.
let end: number | null = null;
const waiting: (() => void)[] = [];

/** Whether the present turn of the event loop has computed long enough, whoever did. Asking costs little. */
export function isTurnOver(): boolean {
  const now = performance.now();
  if (end === null) {
    end = now + SLICE_MS;
    setImmediate(begin);
  }
  return now >= end;
}

/**
 * Lets others go first when the present turn is over. Those who wait go on one a turn, in their order. Rejects with the
 * signal's reason when it is aborted.
 */
export async function turn(signal: AbortSignal | null): Promise<void> {
  if (isTurnOver()) await new Promise<void>((resolve) => waiting.push(resolve));
  signal?.throwIfAborted();
}

function begin(): void {
  end = null;
  waiting.shift()?.();
  // Also when the one that goes on computes no more.
  if (waiting.length > 0) isTurnOver();
}

/** What `map` makes of each item, in as many turns as it takes. */
export async function mapInTurns<T, U>(
  items: readonly T[],
  map: (item: T, index: number) => U,
  signal: AbortSignal | null,
): Promise<U[]> {
  const made: U[] = [];
  for (const item of items) {
    if (isTurnOver()) await turn(signal);
    made.push(map(item, made.length));
  }
  return made;
}

const RUN = 1_000;

/** The items in an order, those that are equal as they were, in as many turns as it takes. */
export async function sortInTurns<T>(
  items: readonly T[],
  compare: (one: T, other: T) => number,
  signal: AbortSignal | null,
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
  signal: AbortSignal | null,
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
