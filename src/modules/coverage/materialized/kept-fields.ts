import type { MaterializedFields, MaterializedObject } from "../../../graph/declare/materialized.js";
import { POTENTIAL, type CoverageSubject } from "../coverage.js";

const decimal = { type: "double" } as const;
const day = { type: "date" } as const;
const period = (nullMarker: string | null): MaterializedObject => ({
  nullMarker,
  fields: { start: day, end: day, precision: { type: "varchar", length: 7 } },
});
const bounded: MaterializedFields = {
  value: decimal,
  lowerBound: decimal,
  upperBound: decimal,
  basis: { type: "varchar", length: 9 },
};
const about: MaterializedFields = {
  qualifier: { type: "varchar", length: 12 },
  countedBy: { type: "varchar", length: 9 },
  effectiveOn: day,
  areaDiffers: { type: "boolean" },
};
const figure: MaterializedObject = {
  nullMarker: "basis",
  fields: { ...bounded, ...about, period: period(null) },
};
const rate: MaterializedObject = {
  nullMarker: "basis",
  fields: {
    ...bounded,
    ...about,
    denominatorStated: { type: "boolean" },
    published: decimal,
    derived: decimal,
    difference: decimal,
    consistent: { type: "boolean" },
  },
};

/** What is kept of a coverage. All else, above all the statements that speak for a figure, is read from these. */
export const KEPT_FIELDS: MaterializedFields = {
  period: period("start"),
  rate,
  potentialWorkers: figure,
  protectedWorkers: figure,
  unprotectedWorkers: figure,
  monthsCovered: figure,
  workerMonths: decimal,
};

/** Whether coverage is kept for every day: of all workers over potential workers, as known now. */
export const isKept = ({
  categoryCode,
  denominatorCode,
  asOf,
  countedBy,
}: Omit<CoverageSubject, "regionCode" | "on">): boolean =>
  categoryCode === null && denominatorCode === POTENTIAL && asOf === null && !countedBy;

/** The properties for the days on which what is kept is answered. */
export const KEPT_DAYS = { from: "validFrom", until: "validUntil" };
