import type { Article } from "./article.js";
import { readHtml } from "./html-article.js";

/** An article too long to be one: reading takes time that grows with its length. */
const MAX_ARTICLE_CHARACTERS = 50_000;

/** Reads a page or a plain text. A plain text is kept as it is, so that offsets are places in the file. */
export function articleOf(content: string, { isHtml }: { isHtml: boolean }): Article {
  if (content.length > (isHtml ? 10 : 1) * MAX_ARTICLE_CHARACTERS)
    throw new Error(`The article is longer than ${MAX_ARTICLE_CHARACTERS} characters.`);
  const text = content.replace(/^\uFEFF/, "");
  return isHtml ? readHtml(text) : { text, title: null, publishedOn: null, publisher: null, url: null };
}
