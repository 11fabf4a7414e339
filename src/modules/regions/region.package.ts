import { sql } from "../../database/statement.js";
import { changedKeys, noteAllKeys, noteKeys } from "../../package/changed-keys.js";
import { list, optional, text } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { Region } from "./region.entity.js";
import { levelOf, parentOf } from "./region-code.rules.js";

/** Codes of regions that are new or changed. */
export const CHANGED_REGIONS = changedKeys();

export const regionsPackage = packageTable(
  "regions",
  Region,
  {
    code: text("code"),
    name: text("name"),
    official_name: text("officialName"),
    bps_code: optional(text("bpsCode")),
    aliases: optional(list("aliases")),
  },
  {
    isShared: true,
    noteChanges: noteKeys(CHANGED_REGIONS, "code"),
    noteAll: noteAllKeys(CHANGED_REGIONS, "regions.listAll", sql`SELECT t.code AS \`key\` FROM regions t`),
    derived: ["level", "parentCode", "administrative", "coverageRate"],
    derive: (values, { code = "", official_name: name = "" }) => {
      values.level = levelOf(code, name);
      values.parentCode = parentOf(code);
      values.administrative = /\bAdministrasi\b/.test(name);
    },
  },
);
