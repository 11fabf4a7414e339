import { badUserInput } from "../../errors.js";
import { storedInstant } from "./scalars.js";

/**
 * The `asOf` argument in the form that the database stores; null when it is left out.
 * Throws BAD_USER_INPUT for an instant in the future.
 */
export function readAsOf(asOf: string | null | undefined): string | null {
  if (asOf === null || asOf === undefined) return null;
  if (Date.parse(asOf) > Date.now())
    throw badUserInput(
      `\`asOf\` must not be in the future, but is ${asOf}. Leave it out to read current data.`,
    );
  return storedInstant(new Date(asOf));
}
