import type { Cells } from "../../package/column.js";
import { dayInJakarta } from "../../time/today.js";
import type { Reading } from "./read-article.js";

/** The article as a row of `sources`. Title and publisher are for the reviewer to complete in own words. */
export const sourceRow = ({ article, sourceId, publishedOn }: Reading): Cells => ({
  id: sourceId,
  type: "NEWS_ARTICLE",
  publisher: article.publisher ?? "Publisher not stated",
  title: `Article ${sourceId}`,
  published_on: publishedOn ?? "",
  url: article.url !== null && /^https?:\/\/[^ ]+$/.test(article.url) ? article.url : "",
  accessed_on: dayInJakarta(),
  language: "id",
  note: "",
});
