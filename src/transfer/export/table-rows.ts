import { AwardResult } from "../../modules/awards/award-result.entity.js";
import { Award } from "../../modules/awards/award.entity.js";
import { CohortCategory } from "../../modules/cohorts/cohort-category.entity.js";
import { CohortStatement } from "../../modules/cohorts/cohort-statement.entity.js";
import { Indicator } from "../../modules/coverage/indicator.entity.js";
import { Observation } from "../../modules/coverage/observation.entity.js";
import { Tariff } from "../../modules/coverage/tariff.entity.js";
import { Employer } from "../../modules/employers/employer.entity.js";
import { Initiative } from "../../modules/initiatives/initiative.entity.js";
import { Regulation } from "../../modules/initiatives/regulation.entity.js";
import { Region } from "../../modules/regions/region.entity.js";
import { Source } from "../../modules/sources/source.entity.js";
import type { TableName } from "../entity-rows.js";
import { listText, numberText } from "./cell-text.js";
import { statedPeriod, statedTariff } from "./stated-dates.js";

/** Cells of a row by column; empty cells are empty text. */
export type Cells = Record<string, string>;

interface TableExport {
  entity: new () => object;
  cells: (row: never) => Cells;
}

const table = <T extends object>(entity: new () => T, cells: (row: T) => Cells): TableExport => ({
  entity,
  cells,
});

/** The entity behind each table of a package, and the cells for a row of it: what `ENTITY_ROWS` reads, written. */
export const TABLE_ROWS: Readonly<Record<TableName, TableExport>> = {
  regions: table(Region, (row) => ({
    code: row.code,
    name: row.name,
    official_name: row.officialName,
    bps_code: row.bpsCode ?? "",
    aliases: listText(row.aliases),
  })),

  sources: table(Source, (row) => ({
    id: row.slug,
    type: row.type,
    publisher: row.publisher,
    title: row.title,
    published_on: row.publishedOn ?? row.publishedText ?? "",
    url: row.url ?? "",
    accessed_on: row.accessedOn ?? "",
    language: row.language ?? "",
    licence: row.licence ?? "",
    note: row.note ?? "",
  })),

  cohort_categories: table(CohortCategory, (row) => ({
    code: row.code,
    name_id: row.nameId,
    name_en: row.name,
    segment: row.segment,
    vulnerable: String(row.vulnerable),
    parent_code: row.parentCode ?? "",
    aliases: listText(row.aliases),
  })),

  indicators: table(Indicator, (row) => ({
    code: row.code,
    name_en: row.name,
    name_id: row.nameId,
    unit: row.unit,
    kind: row.kind,
    denominator_code: row.denominatorCode ?? "",
    additive_over_regions: String(row.additiveOverRegions),
    definition: row.definition,
  })),

  employers: table(Employer, (row) => ({
    id: row.slug,
    registration_number: row.registrationNumber ?? "",
    name: row.name,
    kind: row.kind,
    size: row.size ?? "",
    sector: row.sector ?? "",
    region_code: row.regionCode,
    workers: numberText(row.workers),
    enrolled_workers: numberText(row.enrolledWorkers),
    registered_on: row.registeredOn ?? "",
    source_id: row.sourceSlug,
    note: row.note ?? "",
  })),

  worker_cohorts: table(CohortStatement, (row) => {
    const [regionCode = "", categoryCode = ""] = row.cohortSlug.split(":");
    return {
      region_code: regionCode,
      category_code: categoryCode,
      status: row.status,
      since: row.since ?? "",
      funding: row.funding ?? "",
      programmes: listText(row.programmes),
      employer_id: row.employerSlug ?? "",
      source_id: row.sourceSlug,
      note: row.note ?? "",
    };
  }),

  regulations: table(Regulation, (row) => ({
    id: row.slug,
    type: row.type,
    number: row.number ?? "",
    year: numberText(row.year),
    subject: row.subject,
    // Rows with an empty cell in a unique key have no such key: two national rules may share a number.
    region_code: row.regionCode === "ID" ? "" : row.regionCode,
    status: row.status,
    issued_on: row.issuedOn ?? row.issuedText ?? "",
    implements_id: row.implementsSlug ?? "",
    source_id: row.sourceSlug,
  })),

  initiatives: table(Initiative, (row) => ({
    id: row.slug,
    name: row.name,
    type: row.type,
    region_code: row.regionCode,
    started_on: row.startedOn ?? row.startedText ?? "",
    status: row.status,
    description: row.description,
    source_id: row.sourceSlug,
  })),

  observations: table(Observation, (row) =>
    statedPeriod(row.slug, {
      region_code: row.regionCode,
      category_code: row.categoryCode ?? "",
      indicator: row.indicatorCode,
      period_start: row.periodStart,
      period_end: row.periodEnd,
      value: row.qualifier === "ALL" ? wholeGroup(row) : numberText(row.value),
      lower_bound: numberText(row.lowerBound),
      upper_bound: numberText(row.upperBound),
      qualifier: row.qualifier,
      value_status: row.valueStatus,
      programmes: listText(row.programmes),
      funding: row.funding ?? "",
      attributed_to: row.attributedTo ?? "",
      source_id: row.sourceSlug,
      note: row.note ?? "",
    }),
  ),

  tariffs: table(Tariff, (row) =>
    statedTariff(row.slug, {
      programme: listText(row.programmes),
      segment: row.segment,
      rate: numberText(row.rate),
      amount_idr: numberText(row.amount),
      base: row.base ?? "",
      valid_from: row.validFrom ?? "",
      valid_to: row.validTo ?? "",
      exclusions: row.exclusions ?? "",
      source_id: row.sourceSlug,
    }),
  ),

  awards: table(Award, (row) => ({
    id: row.slug,
    name: row.name,
    organiser: row.organiser,
    level: row.level,
    category: row.category ?? "",
    cycle_year: numberText(row.cycleYear),
    awarded_on: row.awardedOn ?? row.awardedText ?? "",
    source_id: row.sourceSlug,
  })),

  award_results: table(AwardResult, (row) => ({
    award_id: row.awardSlug,
    recipient_type: row.employerSlug === null ? "REGION" : "EMPLOYER",
    recipient_id: row.employerSlug ?? row.regionCode,
    stage: row.stage,
    rank: numberText(row.rank),
    shortlist_size: numberText(row.shortlistSize),
    pool_size: numberText(row.poolSize),
    decided_on: row.decidedOn ?? row.decidedText ?? "",
    source_id: row.sourceSlug,
    note: row.note ?? "",
  })),
};

// A file writes the whole group as 1, or as what lies nearest to it between the bounds.
const wholeGroup = ({ lowerBound, upperBound }: Observation): string =>
  numberText(Math.min(Math.max(1, lowerBound ?? 1), upperBound ?? Infinity));
