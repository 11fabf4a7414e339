import { optional, partial, region, text, year, type PackageColumn } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { Regulation } from "./regulation.entity.js";

// The country is an empty cell, since a unique key does not apply to rows with an empty cell in it: two national
// regulations may share a number.
const regionOrCountry: PackageColumn<Pick<Regulation, "regionCode">> = {
  ...optional(region("regionCode")),
  properties: ["regionCode"],
  read: (cell, values) => {
    values.regionCode = cell === "" ? "ID" : cell;
  },
  write: ({ regionCode }) => (regionCode === "ID" ? "" : regionCode),
};

export const regulationsPackage = packageTable("regulations", Regulation, {
  id: text("slug"),
  type: text("type"),
  number: optional(text("number")),
  year: optional(year("year")),
  subject: text("subject"),
  region_code: regionOrCountry,
  status: text("status"),
  issued_on: optional(partial("issuedOn", "issuedText", { from: "issuedFrom", until: "issuedUntil" })),
  implements_id: optional(text("implementsSlug")),
  source_id: text("sourceSlug"),
});
