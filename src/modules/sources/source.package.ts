import { changedKeys, noteKeys } from "../../package/changed-keys.js";
import { date, optional, partial, partnersOnly, text } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { Source } from "./source.entity.js";

/** Slugs of sources that have changed; not of new ones, since the rows that refer to them are new too. */
export const CHANGED_SOURCES = changedKeys();

export const sourcesPackage = packageTable(
  "sources",
  Source,
  {
    id: text("slug"),
    type: text("type"),
    publisher: text("publisher"),
    title: text("title"),
    published_on: optional(
      partial("publishedOn", "publishedText", { from: "publishedFrom", until: "publishedUntil" }),
    ),
    url: optional(text("url")),
    accessed_on: date("accessedOn"),
    language: text("language"),
    licence: partnersOnly(text("licence"), "Licence that the publisher states; empty when it states none."),
    note: optional(text("note")),
  },
  { noteChanges: noteKeys(CHANGED_SOURCES, "slug", { changedOnly: true }) },
);
