const last = new WeakMap<object, Promise<unknown>>();

/** Runs an owner's tasks one after another, so that the memory that a task needs is used only once at a time. */
export function oneAtATime<T>(owner: object, task: () => Promise<T>): Promise<T> {
  const before = last.get(owner) ?? Promise.resolve();
  const run = before.then(task, task);
  last.set(owner, run);
  return run;
}
