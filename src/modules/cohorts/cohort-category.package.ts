import { flag, list, optional, text } from "../../package/column.js";
import { run, sql } from "../../database/statement.js";
import { changedKeys, noteKeys } from "../../package/changed-keys.js";
import type { Memory } from "../../package/memories.js";
import { packageTable } from "../../package/package-table.js";
import { CohortCategory } from "./cohort-category.entity.js";

/** Properties that a cohort copies from its category. */
export interface CategoryTraits {
  segment: unknown;
  vulnerable: unknown;
}

/** The traits of all categories that are stored or have been read in this load, by code. */
export const CATEGORY_TRAITS: Memory<Map<string, CategoryTraits>> = { make: () => new Map() };

/** Codes of categories that have changed; not of new ones. */
export const CHANGED_CATEGORIES = changedKeys();

export const cohortCategoriesPackage = packageTable(
  "cohort_categories",
  CohortCategory,
  {
    code: text("code"),
    name_id: text("nameId"),
    name_en: text("name"),
    segment: text("segment"),
    vulnerable: flag("vulnerable"),
    parent_code: optional(text("parentCode")),
    aliases: optional(list("aliases")),
  },
  {
    noteChanges: noteKeys(CHANGED_CATEGORIES, "code", { changedOnly: true }),
    derive: ({ segment, vulnerable }, { code = "" }, context) => {
      context.of(CATEGORY_TRAITS).set(code, { segment, vulnerable });
    },
    recall: async (db, context) => {
      const stored = await run<{ code: string; segment: string; vulnerable: number }>(
        db,
        "cohorts.listTraits",
        sql`SELECT t.code AS \`code\`, t.segment AS \`segment\`, t.vulnerable AS \`vulnerable\` FROM cohort_categories t`,
      );
      for (const { code, segment, vulnerable } of stored)
        context.of(CATEGORY_TRAITS).set(code, { segment, vulnerable: vulnerable === 1 });
    },
  },
);
