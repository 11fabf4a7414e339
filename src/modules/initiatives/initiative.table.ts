import { declareConnection } from "../../graph/declare/connection.js";
import { choice, partialDay, some, text, via } from "../../graph/declare/filter-fields.js";
import { declareFilter, extendFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toConnection, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";
import { Initiative, InitiativeStatus, InitiativeType } from "./initiative.entity.js";

declareTable({ entity: Initiative, key: "slug", tieBreaker: "slug", rows: 200 });

const region = toOne(Initiative, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "Where it takes place.",
});
toOne(Initiative, "source", {
  target: () => Source,
  by: { slug: "sourceSlug" },
  description: "The source that describes it.",
});

declareFilter(Initiative, {
  name: text("name", "Name."),
  type: choice("type", InitiativeType, "Kind."),
  status: choice("status", InitiativeStatus, "Status."),
  startedOn: partialDay("startedFrom", "startedUntil", "First day."),
  region: via(region, "Where it takes place."),
});

declareOrder(Initiative, {
  NAME: { property: "name", description: "Name." },
  STARTED_ON: { property: "startedFrom", description: "Start; a month or year counts as its first day." },
});

export const initiatives = declareConnection(Initiative, [{ property: "name", direction: "ASC" }]);

const ofRegion = toConnection(Region, "initiatives", {
  connection: initiatives,
  by: { regionCode: "code" },
  description: "Initiatives of exactly this region.",
});
extendFilter(Region, { initiatives: some(ofRegion, "Conditions on the region's initiatives.") });
