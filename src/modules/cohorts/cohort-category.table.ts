import { toList, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { CohortCategory } from "./cohort-category.entity.js";

declareTable({ entity: CohortCategory, key: "code", tieBreaker: "code", keys: ["code"], rows: 100 });

toOne(CohortCategory, "parent", {
  target: () => CohortCategory,
  by: { code: "parentCode" },
  nullable: true,
  description: "The category that contains this one; null at the top.",
});
toList(CohortCategory, "children", {
  target: () => CohortCategory,
  by: { parentCode: "code" },
  order: [{ property: "code", direction: "ASC" }],
  most: 30,
  description: "Categories directly inside this one; they may overlap.",
});
