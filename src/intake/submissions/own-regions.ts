import type { Viewer } from "../../access/viewer.js";
import { foreignRegion } from "../../errors.js";
import { isWithin, KEMENDAGRI_CODE } from "../../modules/regions/region-code.rules.js";
import type { SentRow } from "./sent-rows.js";

// Columns whose cells say where a row belongs.
const COLUMNS = ["region_code", "recipient_id"];
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
    const code = COLUMNS.map((column) => cells[column]).find((cell) => cell !== undefined) ?? "";
    const isOwn = KEMENDAGRI_CODE.test(code) && regions.some((region) => isWithin(code, region));
    if (!isOwn) throw foreignRegion(place, code);
  }
}
