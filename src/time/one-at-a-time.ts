const last = new WeakMap<object, Promise<unknown>>();

/** Runs a task when all earlier ones of the same owner have ended: what one holds in memory is then held once, not for each. */
export function oneAtATime<T>(owner: object, task: () => Promise<T>): Promise<T> {
  const before = last.get(owner) ?? Promise.resolve();
  const run = before.then(task, task);
  last.set(owner, run);
  return run;
}
