import { setTimeout as pause } from "node:timers/promises";

/** Tells those who wait for whom they do. */
export type Tell = (message: string) => void;

/** Gives a lock back. */
export type Release = () => Promise<void>;

const PATIENCE_MS = 600_000;
const PAUSE_MS = 250;

/** Waits until `take` has taken a lock: it answers with who holds the lock, and null once it is ours. */
export async function waitForLock(take: () => Promise<string | null>, tell: Tell): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  let told = "";
  for (;;) {
    const holder = await take();
    if (holder === null) return;
    if (Date.now() > end)
      throw new Error(`${holder} has been preparing or loading the database for ten minutes`);
    if (holder !== told)
      tell(`Waiting for ${holder}, which is preparing or loading the database, for at most ten minutes`);
    told = holder;
    await pause(PAUSE_MS);
  }
}
