import { Parser } from "htmlparser2";
import { partialDate } from "../../../time/partial-date.js";
import type { Article } from "./article.js";

// Parts of a page that hold no words of the article.
const SKIPPED = new Set(
  "script style noscript template svg nav aside footer form button select iframe figure".split(" "),
);
const BLOCKS = new Set(
  "address article blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table td th tr ul".split(
    " ",
  ),
);

interface Page {
  /** Text within `<article>`, and of the whole page for pages without one. */
  article: string[];
  all: string[];
  title: string[];
  heading: string[];
  meta: Map<string, string>;
  dates: string[];
}

/** The words of a page, one paragraph a line, with what its head says about it. */
export function readHtml(html: string): Article {
  const page = parse(html);
  const body = tidy(page.article);
  const text = body === "" ? tidy(page.all) : body;
  const heading = tidy(page.heading).replaceAll("\n", " ");
  const title = heading || tidy(page.title).replaceAll("\n", " ") || (page.meta.get("og:title") ?? "");
  const isLed = title === "" || text.startsWith(title);
  return {
    text: isLed ? text : `${title}\n\n${text}`,
    title: title === "" ? null : title,
    publishedOn: page.dates.map(dayOf).find((day) => day !== null) ?? null,
    publisher: page.meta.get("og:site_name") ?? null,
    url: page.meta.get("og:url") ?? null,
  };
}

const DATES = new Set(["article:published_time", "datepublished", "publishdate", "date", "dc.date"]);

function parse(html: string): Page {
  const page: Page = { article: [], all: [], title: [], heading: [], meta: new Map(), dates: [] };
  const open: string[] = [];
  const within = (name: string): boolean => open.includes(name);
  const add = (text: string): void => {
    page.all.push(text);
    if (within("article")) page.article.push(text);
  };
  const parser = new Parser({
    onopentag: (name, attributes) => {
      open.push(name);
      if (BLOCKS.has(name)) add("\n");
      if (name === "meta") readMeta(page, attributes);
      if (name === "time" && attributes.datetime !== undefined) page.dates.push(attributes.datetime);
    },
    ontext: (text) => {
      if (within("script")) readLinkedData(page, text);
      if (open.some((name) => SKIPPED.has(name))) return;
      if (within("title")) page.title.push(text);
      else if (!within("head")) {
        if (within("h1")) page.heading.push(text);
        add(text);
      }
    },
    onclosetag: (name) => {
      const at = open.lastIndexOf(name);
      if (at >= 0) open.length = at;
      if (BLOCKS.has(name)) add("\n");
    },
  });
  parser.end(html);
  return page;
}

function readMeta(page: Page, { property, name, itemprop, content = "" }: Record<string, string>): void {
  const key = (property ?? name ?? itemprop ?? "").toLowerCase();
  if (!page.meta.has(key)) page.meta.set(key, content);
  if (DATES.has(key)) page.dates.push(content);
}

// Search engines are told the day in JSON beside the page; the rest of it is not needed.
function readLinkedData(page: Page, text: string): void {
  const day = /"datePublished"\s*:\s*"([^"]{4,40})"/.exec(text)?.[1];
  if (day !== undefined) page.dates.push(day);
}

function dayOf(text: string): string | null {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text.trim())?.[0];
  return day !== undefined && partialDate(day) !== null ? day : null;
}

const tidy = (parts: readonly string[]): string =>
  parts
    .join("")
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n[ \n]*/g, "\n\n")
    .trim();
