import { sql } from "../../database/statement.js";
import { changedKeys, noteAllKeys, noteKeys } from "../../package/changed-keys.js";
import { date, list, optional, text, type PackageColumn } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { CohortStatement } from "./cohort-statement.entity.js";
import { CohortWriter } from "./cohort-writer.js";

// A cohort's slug consists of its region's and its category's code; each has a column of its own in the package.
const half = (place: 0 | 1): PackageColumn<Pick<CohortStatement, "cohortSlug">> => ({
  kind: place === 0 ? "region" : "text",
  required: true,
  properties: ["cohortSlug"],
  read: (_cell, values, { region_code: region = "", category_code: category = "" }) => {
    values.cohortSlug = `${region}:${category}`;
  },
  write: ({ cohortSlug }) => cohortSlug.split(":")[place] ?? "",
});

/** Slugs of cohorts whose statements have changed. */
export const CHANGED_COHORTS = changedKeys();

export const workerCohortsPackage = packageTable(
  "worker_cohorts",
  CohortStatement,
  {
    region_code: half(0),
    category_code: half(1),
    status: text("status"),
    since: optional(date("since")),
    funding: optional(text("funding")),
    programmes: optional(list("programmes")),
    employer_id: optional(text("employerSlug")),
    source_id: text("sourceSlug"),
    note: optional(text("note")),
  },
  {
    writer: (load) => new CohortWriter(load, CohortStatement),
    noteChanges: noteKeys(CHANGED_COHORTS, "cohortSlug"),
    noteAll: noteAllKeys(
      CHANGED_COHORTS,
      "cohorts.listAll",
      sql`SELECT t.slug AS \`key\` FROM worker_cohorts t`,
    ),
  },
);
