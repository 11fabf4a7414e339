import type { Viewer } from "../../access/viewer.js";
import { foreignRegion } from "../../errors.js";
import { isWithin, KEMENDAGRI_CODE } from "../../modules/regions/region-code.rules.js";
import type { Cells } from "../../package/column.js";
import type { SentRow } from "./sent-rows.js";

/** Tables whose rows belong to no region: publications, and what is awarded. */
const WITHOUT_REGION: ReadonlySet<string> = new Set(["sources", "awards"]);

/** Throws unless each row is of a region that the key opens; a row that names no region is the whole country's. */
export function requireOwnRegions(
  rows: readonly Pick<SentRow, "place" | "table" | "cells">[],
  { regions }: Viewer,
): void {
  if (regions === null) return;
  for (const { place, table, cells } of rows) {
    if (WITHOUT_REGION.has(table)) continue;
    const code = regionOf(cells);
    const isOwn = KEMENDAGRI_CODE.test(code) && regions.some((region) => isWithin(code, region));
    if (!isOwn) throw foreignRegion(place, code);
  }
}

/** Where a row belongs: its region, or that which an award went to; employers that won one may be anywhere. */
const regionOf = ({ region_code: region, recipient_type: type, recipient_id: recipient }: Cells): string =>
  region ?? (type === "REGION" ? (recipient ?? "") : "");
