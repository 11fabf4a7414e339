import type { Part } from "./projection.js";

/**
 * Observes what a request's reader reads, for `npm run explain`. Each `path` has the response keys from the current
 * place to one below it.
 */
export interface ReadObserver {
  /** Called when a statement has selected this part for the rows at a place. */
  selected(part: Part, path: readonly string[]): void;
  /** Runs the task, which reads for a place. */
  during<T>(path: readonly string[], task: () => Promise<T>): Promise<T>;
}
