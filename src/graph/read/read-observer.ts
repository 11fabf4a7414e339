import type { Part } from "./projection.js";

/**
 * Told what a request's reader does, while it does it. Places are those of the operation; ways lead from the place that
 * is being read for to others below it, by the names under which the answer shows them.
 */
export interface ReadObserver {
  /** A statement has selected this for the rows that the way leads to. */
  selected(part: Part, way: readonly string[]): void;
  /** Runs the task, which reads for the place that the way leads to. */
  during<T>(way: readonly string[], task: () => Promise<T>): Promise<T>;
}
