import type { Source } from "./source.entity.js";

/** What a citation is made of. */
export type Cited = Pick<
  Source,
  "publisher" | "title" | "publishedOn" | "publishedText" | "url" | "accessedOn"
>;

/**
 * Cites a source, and the version of the data that it was found in. The day of access belongs to the address.
 * `ANTARA (2024-10-11). Title. https://… (accessed 2025-11-20). Cakupan, data version 3f9a1c2b44d0.`
 */
export function citationOf(source: Cited, dataVersion: string | null): string {
  const { publisher, publishedOn, publishedText, title, url, accessedOn } = source;
  const accessed = accessedOn === null ? "" : ` (accessed ${accessedOn})`;
  return [
    `${publisher} (${publishedOn ?? publishedText ?? "undated"})`,
    title,
    url === null ? "" : `${url}${accessed}`,
    dataVersion === null ? "Cakupan" : `Cakupan, data version ${dataVersion}`,
  ]
    .filter((part) => part !== "")
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(" ");
}
