import { setTimeout as pause } from "node:timers/promises";

/** Reports to the user which process is being waited for. */
export type Notify = (message: string) => void;

/** Releases a lock. */
export type Release = () => Promise<void>;

const PATIENCE_MS = 600_000;
const PAUSE_MS = 250;

/**
 * Calls `take` until it has taken the lock and returns null; otherwise it returns the name of the lock's holder. Throws
 * after ten minutes.
 */
export async function waitForLock(take: () => Promise<string | null>, notify: Notify): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  let reported = "";
  for (;;) {
    const holder = await take();
    if (holder === null) return;
    if (Date.now() > end)
      throw new Error(
        `Gave up waiting for ${holder}, which has been preparing or loading the database for ten minutes`,
      );
    if (holder !== reported)
      notify(`Waiting for ${holder}, which is preparing or loading the database, for at most ten minutes`);
    reported = holder;
    await pause(PAUSE_MS);
  }
}
