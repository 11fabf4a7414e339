import { run, sql } from "../../database/statement.js";
import { changedKeys, noteKeys } from "../../package/changed-keys.js";
import { date, optional, partial, partnersOnly, text } from "../../package/column.js";
import type { Memory } from "../../package/memories.js";
import { packageTable } from "../../package/package-table.js";
import { Source, type Publication } from "./source.entity.js";

/** Slugs of sources that have changed; not of new ones, since the rows that refer to them are new too. */
export const CHANGED_SOURCES = changedKeys();

/** When each source that is stored or read so far was published, by slug. */
export const PUBLICATIONS: Memory<Map<string, Publication>> = { make: () => new Map() };

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
  {
    noteChanges: noteKeys(CHANGED_SOURCES, "slug", { changedOnly: true }),
    derive: ({ publishedFrom = null, publishedUntil = null }, { id = "" }, context) => {
      context.of(PUBLICATIONS).set(id, { publishedFrom, publishedUntil } as Publication);
    },
    recall: async (db, context) => {
      const stored = await run<{ slug: string } & Publication>(
        db,
        "sources.listPublications",
        sql`SELECT t.slug AS \`slug\`, t.published_from AS \`publishedFrom\`, t.published_until AS \`publishedUntil\`
          FROM sources t`,
      );
      for (const { slug, ...publication } of stored) context.of(PUBLICATIONS).set(slug, publication);
    },
  },
);
