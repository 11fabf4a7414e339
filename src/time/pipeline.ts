/** What is done with each of some portions. */
interface Steps<T, R, M> {
  /** Must not depend on what is written of other portions. */
  read: (portion: T) => Promise<R>;
  make: (found: R, portion: T) => M | Promise<M>;
  write: (made: M, portion: T) => Promise<void>;
}

/**
 * Reads each portion, makes something of it, and writes that. While one is made, the next is read and the last is written,
 * so that the database server and this process need not wait for each other. Does not end before all it began has ended.
 */
export async function inPipeline<T, R, M>(
  portions: readonly T[],
  { read, make, write }: Steps<T, R, M>,
): Promise<void> {
  let reading: Promise<R> | null = null;
  let writing = Promise.resolve();
  try {
    for (const [place, portion] of portions.entries()) {
      const found: R = await (reading ?? read(portion));
      reading = place + 1 < portions.length ? read(portions[place + 1] as T) : null;
      // It is waited for in the next round.
      reading?.catch(() => undefined);
      const made = await make(found, portion);
      await writing;
      writing = write(made, portion);
      writing.catch(() => undefined);
    }
    await writing;
  } finally {
    await Promise.allSettled([reading, writing]);
  }
}
