import type { DataSource } from "typeorm";
import type { Viewer } from "../../access/viewer.js";
import { alone } from "../../database/connect.js";
import { requireWritable } from "../../database/read-only.js";
import { badUserInput } from "../../errors.js";
import { OPERATOR_SLUG } from "../../modules/submissions/submission.entity.js";
import { MAX_TEXT_BYTES } from "./sent-rows.js";

/** Who submits or reviews, and where. */
export interface Caller {
  dataSource: DataSource;
  viewer: Viewer;
  dataFolder: string;
  /** Throws when nobody waits for the outcome any longer. */
  check: () => void;
}

/** The partner that a caller acts for, as it is stored. */
export const partnerOf = ({ viewer: { partner } }: Pick<Caller, "viewer">): string =>
  partner?.slug ?? OPERATOR_SLUG;

/**
 * Runs a task while no other is run, and while nothing else is loaded, on this server or another. What nobody waits for when
 * its turn comes is not begun; what has begun is finished.
 */
export async function inTurn<T>({ dataSource, check }: Caller, task: () => Promise<T>): Promise<T> {
  requireWritable(dataSource);
  const begin = (): Promise<T> => {
    check();
    return task();
  };
  return alone(dataSource, begin, () => undefined);
}

/** A text of the caller's without the spaces around it. Throws when it is empty or too long. */
export function requireText(name: string, text: string, most: number): string {
  const trimmed = text.trim();
  if (trimmed === "" || [...trimmed].length > most)
    throw badUserInput(`\`${name}\` must have 1 to ${most.toLocaleString("en-US")} characters.`);
  return trimmed;
}

/** The same of a text that may be left out. */
export const optionalText = (name: string, text: string | null | undefined, most: number): string | null =>
  (text ?? "").trim() === "" ? null : requireText(name, text ?? "", most);

/** A document as it is stored, character by character; null for none. */
export function requireDocument(document: string | null | undefined): string | null {
  if (Buffer.byteLength(document ?? "") > MAX_TEXT_BYTES)
    throw badUserInput(`\`document\` must have at most ${MAX_TEXT_BYTES.toLocaleString("en-US")} bytes.`);
  return document === "" ? null : (document ?? null);
}
