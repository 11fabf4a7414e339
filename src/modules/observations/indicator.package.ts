import { run, sql } from "../../database/statement.js";
import { changedKeys, noteAllKeys, noteKeys } from "../../package/changed-keys.js";
import { flag, list, optional, text } from "../../package/column.js";
import type { Memory } from "../../package/memories.js";
import { packageTable } from "../../package/package-table.js";
import type { IndicatorTraits } from "./effect.rules.js";
import { Indicator } from "./indicator.entity.js";

/** Every indicator that is stored or read so far, by code, as far as its statements depend on it. */
export const INDICATORS: Memory<Map<string, IndicatorTraits & Pick<Indicator, "numeratorCode">>> = {
  make: () => new Map(),
};

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
    context: optional(flag("context")),
    definition: text("definition"),
    definition_id: optional(text("definitionId")),
    aliases: optional(list("aliases")),
  },
  {
    noteChanges: noteKeys(CHANGED_INDICATORS, "code", { changedOnly: true }),
    noteAll: noteAllKeys(
      CHANGED_INDICATORS,
      "observations.listAllIndicators",
      sql`SELECT t.code AS \`key\` FROM indicators t`,
    ),
    derive: ({ unit, kind, denominatorCode = null, numeratorCode = null }, { code = "" }, context) => {
      const traits = { unit, kind, denominatorCode, numeratorCode };
      context.of(INDICATORS).set(code, traits as IndicatorTraits & Pick<Indicator, "numeratorCode">);
    },
    recall: async (db, context) => {
      const stored = await run<{ code: string } & IndicatorTraits & Pick<Indicator, "numeratorCode">>(
        db,
        "observations.listIndicatorTraits",
        sql`SELECT t.code AS \`code\`, t.unit AS \`unit\`, t.kind AS \`kind\`, t.denominator_code AS \`denominatorCode\`,
            t.numerator_code AS \`numeratorCode\`
          FROM indicators t`,
      );
      for (const { code, ...traits } of stored) context.of(INDICATORS).set(code, traits);
    },
  },
);
