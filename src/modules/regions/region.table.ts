import { badUserInput } from "../../errors.js";
import { declareConnection } from "../../graph/declare/connection.js";
import { allOf, sql } from "../../database/statement.js";
import type { NamedCode, Vocabulary } from "../../graph/declare/codes.js";
import { choice, code, text } from "../../graph/declare/filter-fields.js";
import { declareFilter, type FilterField } from "../../graph/declare/filter.js";
import { FloatFilter, operatorsToSql } from "../../graph/declare/operators.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toConnection, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import {
  City,
  Country,
  Province,
  REGION_TYPES,
  Regency,
  Region,
  RegionLevel,
  Village,
} from "./region.entity.js";
import { comparableSince } from "./comparable.rules.js";
import { isKemendagriCode, RegionCode } from "./region-code.scalar.js";
import { COUNTRY, isProvince, isVillage, withinSql } from "./region-code.rules.js";

// Asked for when a statement is run.
const comparableSinceToday = (): string => comparableSince();

declareTable({
  entity: Region,
  key: "code",
  tieBreaker: "code",
  keys: ["code"],
  types: [Region, Country, Province, Regency, City, Village],
  typeBy: { property: "level", types: REGION_TYPES },
  computed: {
    comparableRate: {
      from: ["coverageRate", "coverageEffectiveOn"],
      toSql: (rate, effectiveOn) => sql`CASE WHEN ${effectiveOn} >= ${comparableSinceToday} THEN ${rate} END`,
    },
  },
  rows: 600,
});

const REGION_CODES: Vocabulary = {
  entity: () => Region,
  property: "code",
  noun: "region",
  listedBy: "regions",
};

const regionCode = (code: string): NamedCode => ({ vocabulary: REGION_CODES, code });

// All regions but villages are known, so that any other code is misspelt.
const isComplete = (code: string): boolean => !isKemendagriCode(code) || !isVillage(code);

const byRegionCode = code("code", REGION_CODES, "Kemendagri code.");

const within: FilterField = {
  description: "The region itself and everything below it.",
  type: () => RegionCode,
  property: "code",
  bounds: (code: string) => code !== COUNTRY,
  toSql: (code: string, place) => {
    if (!isKemendagriCode(code))
      throw badUserInput(`\`within\` must be a Kemendagri code such as 15 or 15.71, not "${code}".`);
    const column = place.column("code");
    return withinSql(column, code);
  },
  codes: (code: string) => [code].filter(isComplete).map(regionCode),
  cost: (code: string) => ({ work: 0, share: code === COUNTRY ? 1 : isProvince(code) ? 0.1 : 0.01 }),
};

// What is certain of a rate: "below 50 percent" is not known to be 0.5 or more, nor to be 0.1 or more.
const coverageRate: FilterField = {
  description:
    "Latest known coverage of all potential workers, as a fraction, as far as it is certain: `gt` and `gte` test the least that it can be, `lt` and `lte` the most, and rates that are older than 24 months or must not be compared count as unknown.",
  type: FloatFilter,
  toSql: (operators: object, place) => {
    const isRecent = sql`${place.column("coverageEffectiveOn")} >= ${comparableSinceToday}`;
    const conditions = Object.entries(operators)
      .filter(([, operand]) => operand !== undefined)
      .flatMap(
        ([name, operand]) =>
          CERTAIN[name]?.map((property) => [property, { [name]: operand as unknown }] as const) ?? [],
      )
      .map(([property, operator]) => operatorsToSql(place.column(property), operator, place.path));
    return "isNull" in operators ? allOf(conditions) : allOf([isRecent, ...conditions]);
  },
  cost: (operators: object, pricer) => pricer.operators("coverageRate", operators),
};

const CERTAIN: Readonly<Record<string, readonly string[]>> = {
  eq: ["coverageRateLower", "coverageRateUpper"],
  gt: ["coverageRateLower"],
  gte: ["coverageRateLower"],
  lt: ["coverageRateUpper"],
  lte: ["coverageRateUpper"],
  isNull: ["comparableRate"],
};

declareFilter(Region, {
  code: {
    ...byRegionCode,
    codes: (operators, depth) =>
      [...(byRegionCode.codes?.(operators, depth) ?? [])].filter((named) => isComplete(named.code)),
  },
  name: text("name", "Short name."),
  level: choice("level", RegionLevel, "Level of government."),
  within,
  coverageRate,
});

declareOrder(Region, {
  CODE: { property: "code", description: "Kemendagri code." },
  NAME: { property: "name", description: "Short name." },
  COVERAGE_RATE: {
    property: "comparableRate",
    description:
      "Latest known coverage of all potential workers; unknown where it is older than 24 months or must not be compared.",
  },
});

const byCode = [{ property: "code", direction: "ASC" }] as const;

export const regions = declareConnection(Region, byCode, {
  level: ["COUNTRY", "PROVINCE", "REGENCY", "CITY"],
});
export const provinces = declareConnection(Province, byCode, { level: "PROVINCE" });
export const regencies = declareConnection(Regency, byCode, { level: "REGENCY" });
export const cities = declareConnection(City, byCode, { level: "CITY" });
export const villages = declareConnection(Village, byCode, { level: "VILLAGE" });
const below = { by: { parentCode: "code" } };

toOne(Region, "parent", {
  target: () => Region,
  by: { code: "parentCode" },
  nullable: true,
  description: "The region directly above; null for the country.",
});
toConnection(Country, "provinces", {
  ...below,
  connection: provinces,
  description: "Provinces of the country.",
});
toConnection(Province, "regions", {
  ...below,
  connection: regions,
  description: "Regencies and cities of the province.",
});
toConnection(Province, "regencies", {
  ...below,
  connection: regencies,
  description: "Regencies of the province.",
});
toConnection(Province, "cities", { ...below, connection: cities, description: "Cities of the province." });
for (const owner of [Regency, City]) {
  toConnection(owner, "villages", {
    ...below,
    connection: villages,
    description: "Villages that some source mentions.",
  });
}
