import { hash } from "node:crypto";

/** A key that is the same in every installation: 132 bits of the parts' SHA-256, as 22 characters of base64url. */
export const digest = (parts: readonly (string | number | null)[]): string =>
  hash("sha256", JSON.stringify(parts), "base64url").slice(0, 22);
