import { createHash } from "node:crypto";

/** A number from 0 to 1 that always is the same for a text, and means nothing. */
export const syntheticFigure = (text) => createHash("sha256").update(text).digest().readUInt32BE() / 2 ** 32;
