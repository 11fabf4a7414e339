import { date, integer, optional, region, text } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { isMonth } from "../../time/month.js";
import { EmployerReturn } from "./employer-return.entity.js";

export const employerReturnsPackage = packageTable(
  "employer_returns",
  EmployerReturn,
  {
    employer_id: text("employerSlug"),
    region_code: region("regionCode"),
    month: date("month"),
    workers: optional(integer("workers")),
    risk_group: optional(text("riskGroup")),
    wage_bill_idr: optional(integer("wageBill")),
    contributions_paid_idr: optional(integer("contributionsPaid")),
    arrears_idr: optional(integer("arrears")),
    source_id: text("sourceSlug"),
  },
  {
    derived: ["slug"],
    derive: (values, { employer_id: employer = "", month = "" }) => {
      values.slug = `${employer}~${month}`;
    },
    rules: ({ month = "", workers, wage_bill_idr: wages }) => [
      ...(isMonth(month) ? [] : [{ column: "month", reason: "is not a month of the form YYYY-MM" }]),
      ...(workers === "0" && wages && Number(wages) > 0
        ? [{ column: "wage_bill_idr", reason: "is more than nothing, although there are no workers" }]
        : []),
    ],
  },
);
