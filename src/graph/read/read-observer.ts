import type { Part } from "./projection.js";

/**
 * Observes what a request's reader reads, for `npm run explain`. Each `way` has the response keys from the current
 * place to one below it.
 */
export interface ReadObserver {
  /** Called when a statement has selected this part for the rows at a place. */
  selected(part: Part, way: readonly string[]): void;
  /** Runs the task, which reads for a place. */
  during<T>(way: readonly string[], task: () => Promise<T>): Promise<T>;
}
