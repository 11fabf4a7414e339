import { describeFault, type Fault } from "../fault.js";

/** Ends the reading of a file that cannot be read, or must not be. */
export class UnreadableInput extends Error {
  constructor(
    readonly fault: Fault,
    options?: ErrorOptions,
  ) {
    super(describeFault(fault), options);
    this.name = "UnreadableInput";
  }
}

/** Where a fault stands: its file, and what is known below it. */
export type Place = Pick<Fault, "file"> & Partial<Fault>;

/** A fault that speaks of the format unless the place says otherwise. */
export const faultAt = ({ sheet, ...place }: Place, reason: string): Fault => ({
  line: null,
  column: null,
  value: null,
  code: "FORMAT",
  ...place,
  ...(sheet == null ? {} : { sheet }),
  reason,
});

/** The error for a place that cannot be read. */
export const unreadable = (place: Place, reason: string, cause?: unknown): UnreadableInput =>
  new UnreadableInput(faultAt(place, reason), cause === undefined ? {} : { cause });
