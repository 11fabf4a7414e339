import { declareConnection } from "../../graph/declare/connection.js";
import { choice, partialDay, text } from "../../graph/declare/filter-fields.js";
import { declareFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { declareTable } from "../../graph/declare/table.js";
import { Source, SourceType } from "./source.entity.js";

declareTable({ entity: Source, key: "slug", tieBreaker: "slug", rows: 2_000 });

declareFilter(Source, {
  type: choice("type", SourceType, "Kind of publication."),
  publisher: text("publisher", "Who published it."),
  publishedOn: partialDay("publishedFrom", "publishedUntil", "Day of publication."),
});

declareOrder(Source, {
  PUBLISHED_ON: {
    property: "publishedFrom",
    description: "Day of publication; a month or year counts as its first day.",
  },
});

export const sources = declareConnection(Source, [{ property: "publishedFrom", direction: "DESC" }]);
