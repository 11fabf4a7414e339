import { optional, partial, region, text } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { Initiative } from "./initiative.entity.js";

export const initiativesPackage = packageTable("initiatives", Initiative, {
  id: text("slug"),
  name: text("name"),
  type: text("type"),
  region_code: region("regionCode"),
  started_on: optional(partial("startedOn", "startedText", { from: "startedFrom", until: "startedUntil" })),
  status: text("status"),
  description: text("description"),
  source_id: text("sourceSlug"),
});
