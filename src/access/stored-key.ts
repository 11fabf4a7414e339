import type { Viewer } from "./viewer.js";

/** A key as the database holds it. */
export interface StoredKey {
  id: string;
  /** SHA-256 of its text. */
  digest: Buffer;
  viewer: Viewer;
  /** When it stops working, in milliseconds since 1970; Infinity for never. */
  until: number;
}
