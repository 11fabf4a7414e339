import type { TableName } from "../entity-rows.js";

/** How the cells of a field are read and written. */
export type FieldKind =
  "text" | "list" | "number" | "integer" | "year" | "boolean" | "date" | "region" | "recipient";

/** A column of one of our tables. */
export interface TableField {
  kind: FieldKind;
  required: boolean;
}

type Fields = Readonly<Record<string, TableField>>;

const fields = (required: Record<string, FieldKind>, optional: Record<string, FieldKind> = {}): Fields => {
  const declared: Record<string, TableField> = {};
  for (const [name, kind] of Object.entries(required)) declared[name] = { kind, required: true };
  for (const [name, kind] of Object.entries(optional)) declared[name] = { kind, required: false };
  return declared;
};

/** The columns of each table that imports read; those of `data/datapackage.json` and a few that only partners fill. */
export const TABLE_FIELDS: Readonly<Record<TableName, Fields>> = {
  regions: fields(
    { code: "text", name: "text", official_name: "text" },
    { bps_code: "text", aliases: "list" },
  ),
  sources: fields(
    { id: "text", type: "text", publisher: "text", title: "text", accessed_on: "date", language: "text" },
    { published_on: "date", url: "text", licence: "text", note: "text" },
  ),
  cohort_categories: fields(
    { code: "text", name_id: "text", name_en: "text", segment: "text", vulnerable: "boolean" },
    { parent_code: "text", aliases: "list" },
  ),
  indicators: fields(
    {
      code: "text",
      name_en: "text",
      name_id: "text",
      unit: "text",
      kind: "text",
      additive_over_regions: "boolean",
      definition: "text",
    },
    { denominator_code: "text" },
  ),
  observations: fields(
    {
      region_code: "region",
      indicator: "text",
      period_start: "date",
      period_end: "date",
      qualifier: "text",
      value_status: "text",
      attributed_to: "text",
      source_id: "text",
    },
    {
      category_code: "text",
      value: "number",
      lower_bound: "number",
      upper_bound: "number",
      programmes: "list",
      funding: "text",
      note: "text",
    },
  ),
  employers: fields(
    { id: "text", name: "text", kind: "text", region_code: "region", source_id: "text" },
    {
      registration_number: "text",
      size: "text",
      sector: "text",
      workers: "integer",
      enrolled_workers: "integer",
      registered_on: "date",
      note: "text",
    },
  ),
  worker_cohorts: fields(
    { region_code: "region", category_code: "text", status: "text", source_id: "text" },
    { since: "date", funding: "text", programmes: "list", employer_id: "text", note: "text" },
  ),
  awards: fields(
    {
      id: "text",
      name: "text",
      organiser: "text",
      level: "text",
      category: "text",
      cycle_year: "year",
      source_id: "text",
    },
    { awarded_on: "date" },
  ),
  award_results: fields(
    {
      award_id: "text",
      recipient_type: "text",
      recipient_id: "recipient",
      stage: "text",
      source_id: "text",
    },
    { rank: "integer", shortlist_size: "integer", pool_size: "integer", decided_on: "date", note: "text" },
  ),
  regulations: fields(
    { id: "text", type: "text", subject: "text", status: "text", source_id: "text" },
    { number: "text", year: "year", region_code: "region", issued_on: "date", implements_id: "text" },
  ),
  initiatives: fields(
    {
      id: "text",
      name: "text",
      type: "text",
      region_code: "region",
      status: "text",
      description: "text",
      source_id: "text",
    },
    { started_on: "date" },
  ),
  tariffs: fields(
    { programme: "list", segment: "text", base: "text", source_id: "text" },
    { rate: "number", amount_idr: "integer", valid_from: "date", valid_to: "date", exclusions: "text" },
  ),
};
