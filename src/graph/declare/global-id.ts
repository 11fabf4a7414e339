import { badUserInput, shown } from "../../errors.js";
import { unstorable } from "./storable-text.js";

const TEXT = /^([A-Z][A-Za-z]*):(.{1,200})$/su;

/** The global id of a node: its type and key, opaque to callers. */
export const toGlobalId = (typeName: string, key: string): string =>
  Buffer.from(`${typeName}:${key}`, "utf8").toString("base64url");

/** Reads a global id. Throws BAD_USER_INPUT when the text is not a global id. */
export function fromGlobalId(id: string): { typeName: string; key: string } {
  const match = TEXT.exec(Buffer.from(id, "base64url").toString("utf8"));
  const typeName = match?.[1];
  const key = match?.[2];
  if (
    typeName === undefined ||
    key === undefined ||
    unstorable(key) !== null ||
    toGlobalId(typeName, key) !== id
  ) {
    throw badUserInput(
      `${shown(id)} is not an id of this graph. Use the value of an \`id\` field unchanged.`,
    );
  }
  return { typeName, key };
}
