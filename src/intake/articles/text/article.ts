/** A news text before it is analysed. All offsets of spans count in `text`. */
export interface Article {
  text: string;
  title: string | null;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; null when nothing says it. */
  publishedOn: string | null;
  publisher: string | null;
  url: string | null;
}
