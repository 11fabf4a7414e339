import { toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { Source } from "../sources/source.entity.js";
import { Indicator } from "./indicator.entity.js";
import { Tariff } from "./tariff.entity.js";

declareTable({ entity: Indicator, key: "code", tieBreaker: "code", keys: ["code"], rows: 100 });

toOne(Indicator, "denominator", {
  target: () => Indicator,
  by: { code: "denominatorCode" },
  nullable: true,
  description: "Denominator of a rate; null for other kinds, and when sources do not state it.",
});

declareTable({ entity: Tariff, key: "slug", tieBreaker: "slug", rows: 100 });

toOne(Tariff, "source", {
  target: () => Source,
  by: { slug: "sourceSlug" },
  description: "Where it is stated.",
});
