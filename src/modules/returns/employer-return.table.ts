import { declareConnection } from "../../graph/declare/connection.js";
import { choice, decimal, integer, month, via } from "../../graph/declare/filter-fields.js";
import { declareFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toComputed, toConnection, toOne } from "../../graph/declare/relation.js";
import { SafeInt } from "../../graph/declare/scalars.js";
import { needsScope } from "../../graph/declare/scope.js";
import { declareTable } from "../../graph/declare/table.js";
import { Employer } from "../employers/employer.entity.js";
import { listTariffs } from "../observations/tariff.queries.js";
import { viaRegion, type AreaOf } from "../regions/area.rules.js";
import { isProvince, isRegency, withinSql } from "../regions/region-code.rules.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";
import { contributionsDue } from "./contributions-due.js";
import { EmployerReturn, RiskGroup } from "./employer-return.entity.js";

const areaOf: AreaOf = (code) => (isProvince(code) ? "provinceCode" : isRegency(code) ? "regencyCode" : null);

declareTable({
  entity: EmployerReturn,
  key: "slug",
  tieBreaker: "slug",
  restricted: {
    scope: "returns:read",
    region: "regionCode",
    within: withinSql,
    area: areaOf,
  },
  rows: 1_200_000,
});

const employer = toOne(EmployerReturn, "employer", {
  target: () => Employer,
  by: { slug: "employerSlug" },
  description: "The employer.",
});
const region = toOne(EmployerReturn, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "Where the employer was registered in the month; it decides which keys see the return.",
});
toOne(EmployerReturn, "source", {
  target: () => Source,
  by: { slug: "sourceSlug" },
  description: "Who shares it.",
});

toComputed(EmployerReturn, "contributionsDue", {
  type: () => SafeInt,
  nullable: true,
  description:
    "Contributions due for the month by the graph's tariffs for wage earners (JKK, JKM, JHT, JP), of employer and workers together, in rupiah; where a wage ceiling is known, as if all workers earned the same; null when the wage bill, the risk group or a tariff is not known.",
  needs: ["month", "workers", "wageBill", "riskGroup"],
  read: async ({ db }, owners) => {
    const tariffs = await listTariffs(db, null);
    return owners.map((owner) => contributionsDue(owner, tariffs));
  },
  price: { statements: 1 },
});
needsScope("EmployerReturn.contributionsDue", "wages:read");

const PAID = "Contributions paid for the month, in rupiah.";
const ARREARS = "Contributions owed for this and all earlier months, in rupiah.";
const WAGES = "Wages of all reported workers, in rupiah.";
const scope = "wages:read";

declareFilter(EmployerReturn, {
  employer: via(employer, "The employer."),
  region: viaRegion(region, areaOf, "Where the employer was registered."),
  month: month("month", "The month."),
  workers: integer("workers", "Workers reported."),
  riskGroup: {
    ...choice("riskGroup", RiskGroup, "Risk group by which the employer pays for JKK."),
    scope: "returns:read",
  },
  wageBill: { ...decimal("wageBill", WAGES), scope },
  contributionsPaid: { ...decimal("contributionsPaid", PAID), scope },
  arrears: { ...decimal("arrears", ARREARS), scope },
});

declareOrder(EmployerReturn, {
  MONTH: { property: "month", description: "The month." },
  WORKERS: { property: "workers", description: "Workers reported." },
  WAGE_BILL: { property: "wageBill", description: WAGES, scope },
  CONTRIBUTIONS_PAID: { property: "contributionsPaid", description: PAID, scope },
  ARREARS: { property: "arrears", description: ARREARS, scope },
});

export const employerReturns = declareConnection(EmployerReturn, [{ property: "month", direction: "DESC" }]);

toConnection(Employer, "returns", {
  connection: employerReturns,
  by: { employerSlug: "slug" },
  description: "Its monthly returns that the key opens, the latest first.",
});
needsScope("Employer.returns", "returns:read");
