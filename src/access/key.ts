import { hash, randomBytes, randomInt } from "node:crypto";

const ID_LENGTH = 12;
const SECRET_BYTES = 32;
const ID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
const KEY = /^(ckp_([a-z0-9]{12})_[\w-]{43})_([\w-]{6})$/;

/** A new key: what its owner is given once, and what the database holds of it. */
export interface NewKey {
  id: string;
  text: string;
  digest: string;
}

/** Makes a key of 256 random bits. Its text is a secret, and cannot be found from its digest. */
export function makeKey(): NewKey {
  const id = Array.from({ length: ID_LENGTH }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join("");
  const body = `ckp_${id}_${randomBytes(SECRET_BYTES).toString("base64url")}`;
  const text = `${body}_${checksum(body)}`;
  return { id, text, digest: digestOf(text).toString("hex") };
}

/** The public part of a key; null when the text has not the form of one, or was not copied whole. */
export function keyIdIn(text: string): string | null {
  const [, body = "", id = "", sum] = KEY.exec(text) ?? [];
  return sum !== undefined && sum === checksum(body) ? id : null;
}

/** What is compared of a key. The secret is too long to be guessed, so that a slow digest would add nothing. */
export const digestOf = (text: string): Buffer => hash("sha256", text, "buffer");

// Finds slips of copying, before anything is looked up.
const checksum = (body: string): string => hash("sha256", `checksum ${body}`, "base64url").slice(0, 6);
