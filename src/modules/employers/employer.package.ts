import type { Values } from "../../database/write-rows.js";
import { changedKeys, noteKeys } from "../../package/changed-keys.js";
import { date, integer, optional, partnersOnly, region, text } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { COUNTRY, provinceOf } from "../regions/region-code.rules.js";
import { Employer } from "./employer.entity.js";

/** Employers that a load has changed, by slug. */
export const CHANGED_EMPLOYERS = changedKeys();

export const employersPackage = packageTable(
  "employers",
  Employer,
  {
    id: text("slug"),
    registration_number: partnersOnly(
      text("registrationNumber"),
      "Registration number (NPP) at BPJS Ketenagakerjaan; empty when no source states it.",
    ),
    name: text("name"),
    kind: text("kind"),
    size: optional(text("size")),
    sector: optional(text("sector")),
    region_code: region("regionCode"),
    workers: optional(integer("workers")),
    enrolled_workers: optional(integer("enrolledWorkers")),
    registered_on: partnersOnly(date("registeredOn"), "Day of registration; empty when not known."),
    source_id: text("sourceSlug"),
    note: optional(text("note")),
  },
  {
    derived: ["enrolmentRate", "provinceCode"],
    noteChanges: noteKeys(CHANGED_EMPLOYERS, "slug", { changedOnly: true }),
    derive,
    complete: derive,
    rules: ({ workers, enrolled_workers: enrolled }) =>
      workers && enrolled && Number(enrolled) > Number(workers)
        ? [{ column: "enrolled_workers", reason: `is more than the ${workers} workers` }]
        : [],
  },
);

function derive(values: Values): void {
  const { workers, enrolledWorkers, regionCode } = values as Pick<
    Employer,
    "workers" | "enrolledWorkers" | "regionCode"
  >;
  values.enrolmentRate = workers && enrolledWorkers !== null ? enrolledWorkers / workers : null;
  values.provinceCode = provinceOf(regionCode) ?? COUNTRY;
}
