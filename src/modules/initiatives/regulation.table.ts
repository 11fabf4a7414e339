import { declareConnection } from "../../graph/declare/connection.js";
import { choice, integer, partialDay, some, text, via } from "../../graph/declare/filter-fields.js";
import { declareFilter, extendFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toConnection, toList, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";
import { Regulation, RegulationStatus, RegulationType } from "./regulation.entity.js";

declareTable({ entity: Regulation, key: "slug", tieBreaker: "slug", rows: 200 });

const region = toOne(Regulation, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "Region where it applies; the country for national regulations.",
});
toOne(Regulation, "source", {
  target: () => Source,
  by: { slug: "sourceSlug" },
  description: "The source that names it.",
});
toOne(Regulation, "implements", {
  target: () => Regulation,
  by: { slug: "implementsSlug" },
  nullable: true,
  description: "The regulation that it implements; null when none is named.",
});
toList(Regulation, "implementedBy", {
  target: () => Regulation,
  by: { implementsSlug: "slug" },
  order: [{ property: "slug", direction: "ASC" }],
  most: 20,
  description: "Regulations that put this one into practice, at most 500.",
});

declareFilter(Regulation, {
  type: choice("type", RegulationType, "Kind."),
  number: text("number", "Number as printed."),
  year: integer("year", "Year of issue."),
  status: choice("status", RegulationStatus, "Status."),
  issuedOn: partialDay("issuedFrom", "issuedUntil", "Day of issue."),
  region: via(region, "Where it applies."),
});

declareOrder(Regulation, { YEAR: { property: "year", description: "Year of issue." } });

export const regulations = declareConnection(Regulation, [{ property: "year", direction: "DESC" }]);

const ofRegion = toConnection(Region, "regulations", {
  connection: regulations,
  by: { regionCode: "code" },
  description: "Regulations and agreements of exactly this region.",
});
extendFilter(Region, { regulations: some(ofRegion, "Conditions on the region's regulations.") });
