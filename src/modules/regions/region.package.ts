import { run, sql } from "../../database/statement.js";
import { changedKeys, noteAllKeys, noteKeys } from "../../package/changed-keys.js";
import { dayOf, list, optional, text } from "../../package/column.js";
import type { Memory } from "../../package/memories.js";
import { packageTable } from "../../package/package-table.js";
import { Region } from "./region.entity.js";
import { levelOf, parentOf } from "./region-code.rules.js";

/** Codes of regions that are new or changed. */
export const CHANGED_REGIONS = changedKeys();

/** Codes of changed regions that were there before: figures may be about them already. */
export const CHANGED_KNOWN_REGIONS = changedKeys();

const noteRegions = noteKeys(CHANGED_REGIONS, "code");
const noteAllRegions = noteAllKeys(
  CHANGED_REGIONS,
  "regions.listAll",
  sql`SELECT t.code AS \`key\` FROM regions t`,
);
const noteKnownRegions = noteKeys(CHANGED_KNOWN_REGIONS, "code", { changedOnly: true });

/** The day since which each region that is stored or read so far has its present territory, where there is one, by code. */
export const AREAS: Memory<Map<string, string>> = { make: () => new Map() };

export const regionsPackage = packageTable(
  "regions",
  Region,
  {
    code: text("code"),
    name: text("name"),
    official_name: text("officialName"),
    bps_code: optional(text("bpsCode")),
    area_since: optional(dayOf("areaSince", "from")),
    aliases: optional(list("aliases")),
  },
  {
    isShared: true,
    noteChanges: (changes, rows) => {
      noteRegions(changes, rows);
      noteKnownRegions(changes, rows);
    },
    noteAll: async (changes, manager) => {
      await noteAllRegions(changes, manager);
      for (const code of changes.of(CHANGED_REGIONS)) changes.of(CHANGED_KNOWN_REGIONS).add(code);
    },
    derived: [
      "level",
      "parentCode",
      "administrative",
      "coverageRate",
      "coverageRateLower",
      "coverageRateUpper",
      "coverageEffectiveOn",
    ],
    derive: (values, { code = "", official_name: name = "" }, context) => {
      if (values.areaSince) context.of(AREAS).set(code, values.areaSince as string);
      values.level = levelOf(code, name);
      values.parentCode = parentOf(code);
      values.administrative = /\bAdministrasi\b/.test(name);
    },
    recall: async (db, context) => {
      const stored = await run<{ code: string; areaSince: string }>(
        db,
        "regions.listAreas",
        sql`SELECT t.code AS \`code\`, t.area_since AS \`areaSince\` FROM regions t WHERE t.area_since IS NOT NULL`,
      );
      for (const { code, areaSince } of stored) context.of(AREAS).set(code, areaSince);
    },
  },
);
