import { run, sql } from "../../database/statement.js";
import { changedKeys, noteAllKeys, noteKeys } from "../../package/changed-keys.js";
import { flag, optional, text } from "../../package/column.js";
import type { Memory } from "../../package/memories.js";
import { packageTable } from "../../package/package-table.js";
import { Indicator } from "./indicator.entity.js";

/** The unit of every indicator that is stored or read so far, by code. */
export const INDICATOR_UNITS: Memory<Map<string, unknown>> = { make: () => new Map() };

/** Codes of indicators that are changed. */
export const CHANGED_INDICATORS = changedKeys();

export const indicatorsPackage = packageTable(
  "indicators",
  Indicator,
  {
    code: text("code"),
    name_en: text("name"),
    name_id: text("nameId"),
    unit: text("unit"),
    kind: text("kind"),
    denominator_code: optional(text("denominatorCode")),
    numerator_code: optional(text("numeratorCode")),
    additive_over_regions: flag("additiveOverRegions"),
    definition: text("definition"),
  },
  {
    noteChanges: noteKeys(CHANGED_INDICATORS, "code", { changedOnly: true }),
    noteAll: noteAllKeys(
      CHANGED_INDICATORS,
      "observations.listAllIndicators",
      sql`SELECT t.code AS \`key\` FROM indicators t`,
    ),
    derive: ({ unit }, { code = "" }, context) => {
      context.of(INDICATOR_UNITS).set(code, unit);
    },
    recall: async (db, context) => {
      const stored = await run<{ code: string; unit: string }>(
        db,
        "observations.listUnits",
        sql`SELECT t.code AS \`code\`, t.unit AS \`unit\` FROM indicators t`,
      );
      for (const { code, unit } of stored) context.of(INDICATOR_UNITS).set(code, unit);
    },
  },
);
