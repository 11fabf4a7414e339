import { parse, print, stripIgnoredCharacters } from "graphql";
import type { Written } from "../answer/address.js";

/** An operation in as few letters as say the same, for links. Comments stay, and so does what cannot be read. */
export const concise = ({ document, variables }: Written): Written => ({
  document: unlessFaulty(document, (text) => (text.includes("#") ? text : stripIgnoredCharacters(text))),
  variables: unlessFaulty(variables, (text) => (text.trim() === "" ? "" : JSON.stringify(JSON.parse(text)))),
});

/** An operation of a link as one writes it by hand. */
export const spread = ({ document, variables }: Written): Written => ({
  document: document.includes("\n") ? document : unlessFaulty(document, (text) => print(parse(text))),
  variables: unlessFaulty(variables, (text) =>
    text.trim() === "" ? "" : JSON.stringify(JSON.parse(text), null, 2),
  ),
});

function unlessFaulty(text: string, change: (text: string) => string): string {
  try {
    return change(text);
  } catch {
    return text;
  }
}
