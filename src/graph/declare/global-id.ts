import { badUserInput, shown } from "../../errors.js";
import { unstorable } from "./storable-text.js";

const TEXT = /^([A-Z][A-Za-z]*):(.{1,200})$/su;

/** The global id of a node: its type and key, opaque to callers. */
export const toGlobalId = (typeName: string, key: string): string => `${typeName}:${key}`;

// Ids were written in base64url before; whoever has kept one may still ask with it.
function unpacked(id: string): string {
  const text = Buffer.from(id, "base64url").toString("utf8");
  return Buffer.from(text, "utf8").toString("base64url") === id ? text : id;
}

/** Reads a global id. Throws BAD_USER_INPUT when the text is not a global id. */
export function fromGlobalId(id: string): { typeName: string; key: string } {
  const [, typeName, key] = TEXT.exec(id) ?? TEXT.exec(unpacked(id)) ?? [];
  if (typeName === undefined || key === undefined || unstorable(key) !== null) {
    throw badUserInput(
      `${shown(id)} is not an id of this graph. Use the value of an \`id\` field unchanged.`,
    );
  }
  return { typeName, key };
}
