import { badUserInput } from "../../errors.js";
import { storedInstant } from "./scalars.js";

/**
 * The instant that a caller wants an answer as of, as the database stores it; null when none is named.
 * Throws BAD_USER_INPUT when it has not come yet.
 */
export function readAsOf(asOf: string | null | undefined): string | null {
  if (asOf === null || asOf === undefined) return null;
  if (Date.parse(asOf) > Date.now())
    throw badUserInput(`\`asOf\` is ${asOf}, which has not come yet. Leave it out for what is known now.`);
  return storedInstant(new Date(asOf));
}
