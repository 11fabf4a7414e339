import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const [NONCE, TAG] = [12, 16];
const SECRET_BYTES = 32;

/** A new secret in the form of the Standard Webhooks specification. */
export const makeSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;

/** The secret of a webhook, encrypted with the server's key, so that the database alone cannot sign. */
export function seal(secret: string, webhook: string, key: Buffer): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(webhook));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** The secret that was sealed for this webhook. Throws when it was sealed with another key, or for another webhook. */
export function unseal(sealed: string, webhook: string, key: Buffer): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE))
    .setAAD(Buffer.from(webhook))
    .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString("utf8");
  } catch (error) {
    throw new Error("The secret was stored with another WEBHOOK_KEY than this", { cause: error });
  }
}
