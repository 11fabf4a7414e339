import { declareConnection } from "../../graph/declare/connection.js";
import { choice, integer, partialDay, text } from "../../graph/declare/filter-fields.js";
import { declareFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { Source } from "../sources/source.entity.js";
import { Award, AwardLevel } from "./award.entity.js";

declareTable({ entity: Award, key: "slug", tieBreaker: "slug", rows: 200 });

toOne(Award, "source", {
  target: () => Source,
  by: { slug: "sourceSlug" },
  description: "The source that reports the round.",
});

declareFilter(Award, {
  name: text("name", "Name of round and category."),
  level: choice("level", AwardLevel, "Level of the round."),
  category: text("category", "Category within the round."),
  cycleYear: integer("cycleYear", "The year that was assessed."),
  awardedOn: partialDay("awardedFrom", "awardedUntil", "Day of the ceremony."),
});

declareOrder(Award, {
  CYCLE_YEAR: { property: "cycleYear", description: "The year that was assessed." },
  NAME: { property: "name", description: "Name of round and category." },
});

export const awards = declareConnection(Award, [{ property: "cycleYear", direction: "DESC" }]);
