import { sql } from "../../database/statement.js";
import { changedKeys, noteAllKeys, noteKeys } from "../../package/changed-keys.js";
import { list, optional, text, type Cells } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { Region, type RegionLevel } from "./region.entity.js";

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
    derive: (values, cells) => {
      values.level = levelOf(cells);
      values.parentCode = parentOf(cells.code ?? "");
      values.administrative = /\bAdministrasi\b/.test(cells.official_name ?? "");
    },
  },
);

function levelOf({ code = "", official_name: officialName = "" }: Cells): RegionLevel {
  if (code === "ID") return "COUNTRY";
  if (code.length === 2) return "PROVINCE";
  if (code.length > 5) return "VILLAGE";
  return officialName.startsWith("Kota ") ? "CITY" : "REGENCY";
}

const parentOf = (code: string): string | null => {
  if (code === "ID") return null;
  return code.length === 2 ? "ID" : code.slice(0, code.length > 5 ? 5 : 2);
};
