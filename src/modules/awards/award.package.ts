import { optional, partial, text, year } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { Award } from "./award.entity.js";

export const awardsPackage = packageTable("awards", Award, {
  id: text("slug"),
  name: text("name"),
  organiser: text("organiser"),
  level: text("level"),
  category: text("category"),
  cycle_year: year("cycleYear"),
  awarded_on: optional(partial("awardedOn", "awardedText", { from: "awardedFrom", until: "awardedUntil" })),
  source_id: text("sourceSlug"),
});
