import { createUnionType } from "type-graphql";
import { enumeration } from "../../graph/declare/enumeration.js";
import { Award } from "../awards/award.entity.js";
import { CohortCategory } from "../cohorts/cohort-category.entity.js";
import { Employer } from "../employers/employer.entity.js";
import { Initiative } from "../initiatives/initiative.entity.js";
import { Regulation } from "../initiatives/regulation.entity.js";
import { Indicator } from "../observations/indicator.entity.js";
import { City, Country, Province, Regency, Village } from "../regions/region.entity.js";

export const SearchType = enumeration("CakupanSearchType", "Types that a search can find.", {
  REGION: "The country, provinces, regencies, cities and villages.",
  EMPLOYER: "Employers.",
  AWARD: "Award categories and rounds.",
  INITIATIVE: "Local initiatives.",
  REGULATION: "Regulations, circulars and agreements.",
  INDICATOR: "Indicators, those of coverage first.",
  COHORT_CATEGORY: "Categories of workers.",
});
export type SearchType = keyof typeof SearchType;

export const SearchHit = createUnionType({
  name: "SearchHit",
  description: "Any type that a search can find.",
  types: () =>
    [
      Country,
      Province,
      Regency,
      City,
      Village,
      Employer,
      Award,
      Initiative,
      Regulation,
      CohortCategory,
      Indicator,
    ] as const,
});
export type SearchHit = typeof SearchHit;
