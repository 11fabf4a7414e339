import { readHtml } from "./html-article.js";

/** A news text before it is analysed. All offsets of spans count in `text`. */
export interface Article {
  text: string;
  title: string | null;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; null when nothing says it. */
  publishedOn: string | null;
  publisher: string | null;
  url: string | null;
}

/** An article too long to be one: reading takes time that grows with its length. */
export const MAX_ARTICLE_CHARACTERS = 200_000;

/** Reads a page or a plain text. A plain text is kept as it is, so that offsets are places in the file. */
export function articleOf(content: string, { isHtml }: { isHtml: boolean }): Article {
  if (content.length > (isHtml ? 10 : 1) * MAX_ARTICLE_CHARACTERS)
    throw new Error(`The article is longer than ${MAX_ARTICLE_CHARACTERS} characters.`);
  const text = content.replace(/^\uFEFF/, "");
  return isHtml ? readHtml(text) : { text, title: null, publishedOn: null, publisher: null, url: null };
}
