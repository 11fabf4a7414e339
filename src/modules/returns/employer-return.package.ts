import { sql } from "../../database/statement.js";
import type { Values } from "../../database/write-rows.js";
import { changedKeys, noteAllKeys } from "../../package/changed-keys.js";
import { date, integer, optional, region, text } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { isMonth } from "../../time/month.js";
import { COUNTRY, provinceOf, regencyOf } from "../regions/region-code.rules.js";
import { EmployerReturn } from "./employer-return.entity.js";

/** Months of returns that a load has written or removed. */
export const CHANGED_MONTHS = changedKeys();

const monthOf = ({ slug }: Values): string => String(slug).split("~").at(-1) ?? "";

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
    derived: ["slug", "provinceCode", "regencyCode"],
    noteChanges: (changes, { inserted, changed }) => {
      for (const rows of [inserted, changed])
        for (const row of rows) changes.of(CHANGED_MONTHS).add(monthOf(row));
    },
    noteAll: noteAllKeys(
      CHANGED_MONTHS,
      "returns.listMonths",
      sql`SELECT DISTINCT t.month AS \`key\` FROM employer_returns t`,
    ),
    derive: (values, { employer_id: employer = "", month = "" }) => {
      values.slug = `${employer}~${month}`;
      const region = String(values.regionCode);
      values.provinceCode = provinceOf(region) ?? COUNTRY;
      values.regencyCode = regencyOf(region);
    },
    rules: ({ month = "", workers, wage_bill_idr: wages }) => [
      ...(isMonth(month) ? [] : [{ column: "month", reason: "is not a month of the form YYYY-MM" }]),
      ...(workers === "0" && wages && Number(wages) > 0
        ? [{ column: "wage_bill_idr", reason: "is more than nothing, although there are no workers" }]
        : []),
    ],
  },
);
