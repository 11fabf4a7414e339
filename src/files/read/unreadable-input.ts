import { describeFault, type Fault } from "../fault.js";

/** The error for a file that cannot be read, or must not be. */
export class UnreadableInput extends Error {
  constructor(
    readonly fault: Fault,
    options?: ErrorOptions,
  ) {
    super(describeFault(fault), options);
    this.name = "UnreadableInput";
  }
}

/** The place of a fault: its file, and whatever else is known of it. */
export type Place = Pick<Fault, "file"> & Partial<Fault>;

/** Makes a fault; its code is FORMAT unless the place has another. */
export const faultAt = ({ sheet, ...place }: Place, reason: string): Fault => ({
  line: null,
  column: null,
  value: null,
  code: "FORMAT",
  ...place,
  ...(sheet == null ? {} : { sheet }),
  reason,
});

/** Makes the error for a place that cannot be read. */
export const unreadable = (place: Place, reason: string, cause?: unknown): UnreadableInput =>
  new UnreadableInput(faultAt(place, reason), cause === undefined ? {} : { cause });
