import { badUserInput } from "../../errors.js";
import { declareConnection } from "../../graph/declare/connection.js";
import { choice, decimal, declareFilter, text, type FilterField } from "../../graph/declare/filter.js";
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
import { isKemendagriCode, RegionCode } from "./region-code.scalar.js";
import { COUNTRY, isProvince, withinSql } from "./region-code.rules.js";

declareTable({
  entity: Region,
  key: "code",
  tieBreaker: "code",
  keys: ["code"],
  types: [Region, Country, Province, Regency, City, Village],
  typeBy: { property: "level", types: REGION_TYPES },
  rows: 600,
});

const within: FilterField = {
  description: "The region itself and everything below it.",
  type: () => RegionCode,
  toSql: (code: string, place) => {
    if (!isKemendagriCode(code))
      throw badUserInput(`\`within\` must be a Kemendagri code such as 15 or 15.71, not "${code}".`);
    const column = place.column("code");
    return withinSql(column, code);
  },
  cost: (code: string) => ({ work: 0, share: code === COUNTRY ? 1 : isProvince(code) ? 0.1 : 0.01 }),
};

declareFilter(Region, {
  code: text("code", "Kemendagri code."),
  name: text("name", "Short name."),
  level: choice("level", RegionLevel, "Level of government."),
  within,
  coverageRate: decimal("coverageRate", "Latest known coverage of all potential workers, as a fraction."),
});

declareOrder(Region, {
  CODE: { property: "code", description: "Kemendagri code." },
  NAME: { property: "name", description: "Short name." },
  COVERAGE_RATE: { property: "coverageRate", description: "Latest known coverage of all potential workers." },
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
