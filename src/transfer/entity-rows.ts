import type { RegionLevel } from "../modules/regions/region.entity.js";
import { digest } from "./digest.js";
import { precisionOf } from "../modules/coverage/period.type.js";
import { remembered } from "./remembered.js";
import { partialDate } from "./partial-date.js";
import type { Row } from "./package.js";
import type { LoadContext } from "./load-context.js";

type Cells = Row["cells"];
/** Values of one entity by property. */
export type Values = Record<string, unknown>;

// What makes a statement the same one when its value is corrected.
const OBSERVATION_IDENTITY = [
  "region_code",
  "category_code",
  "indicator",
  "period_start",
  "period_end",
  "value_status",
  "programmes",
  "funding",
  "attributed_to",
  "source_id",
] as const;

/** The entity's values for a row of each table of a package; cells are checked already. */
export const ENTITY_ROWS = {
  regions: (cells: Cells): Values => ({
    code: cells.code,
    bpsCode: text(cells.bps_code),
    level: levelOf(cells),
    name: cells.name,
    officialName: cells.official_name,
    aliases: list(cells.aliases),
    parentCode: parentOf(cells.code ?? ""),
    administrative: /\bAdministrasi\b/.test(cells.official_name ?? ""),
  }),

  sources: (cells: Cells, { dataset }: LoadContext): Values => {
    const published = partialDate(cells.published_on ?? "");
    return {
      slug: cells.id,
      type: cells.type,
      publisher: cells.publisher,
      title: cells.title,
      publishedOn: published?.on,
      publishedText: published?.text,
      publishedFrom: published?.from,
      publishedUntil: published?.until,
      url: text(cells.url),
      accessedOn: text(cells.accessed_on),
      language: text(cells.language),
      licence: text(cells.licence),
      note: text(cells.note),
      dataset,
    };
  },

  cohort_categories: (cells: Cells, context: LoadContext): Values => {
    const values = {
      code: cells.code,
      name: cells.name_en,
      nameId: cells.name_id,
      segment: cells.segment,
      vulnerable: cells.vulnerable === "true",
      parentCode: text(cells.parent_code),
      aliases: list(cells.aliases),
      dataset: context.dataset,
    };
    context.segments.set(values.code ?? "", values);
    return values;
  },

  indicators: (cells: Cells, context: LoadContext): Values => {
    context.units.set(cells.code ?? "", cells.unit);
    return {
      code: cells.code,
      name: cells.name_en,
      nameId: cells.name_id,
      unit: cells.unit,
      kind: cells.kind,
      denominatorCode: text(cells.denominator_code),
      additiveOverRegions: cells.additive_over_regions === "true",
      definition: cells.definition,
      dataset: context.dataset,
    };
  },

  employers: (cells: Cells, { dataset }: LoadContext): Values => {
    const [workers, enrolledWorkers] = [number(cells.workers), number(cells.enrolled_workers)];
    return {
      slug: cells.id,
      registrationNumber: text(cells.registration_number),
      name: cells.name,
      kind: cells.kind,
      size: text(cells.size),
      sector: text(cells.sector),
      regionCode: cells.region_code,
      workers,
      enrolledWorkers,
      enrolmentRate: workers && enrolledWorkers !== null ? enrolledWorkers / workers : null,
      registeredOn: text(cells.registered_on),
      sourceSlug: cells.source_id,
      note: text(cells.note),
      dataset,
    };
  },

  worker_cohorts: (cells: Cells, { dataset }: LoadContext): Values => ({
    cohortSlug: `${cells.region_code ?? ""}:${cells.category_code ?? ""}`,
    sourceSlug: cells.source_id,
    status: cells.status,
    since: text(cells.since),
    programmes: list(cells.programmes),
    funding: text(cells.funding),
    employerSlug: text(cells.employer_id),
    note: text(cells.note),
    dataset,
  }),

  regulations: (cells: Cells, { dataset }: LoadContext): Values => {
    const issued = partialDate(cells.issued_on ?? "");
    return {
      slug: cells.id,
      type: cells.type,
      number: text(cells.number),
      year: number(cells.year),
      subject: cells.subject,
      regionCode: text(cells.region_code) ?? "ID",
      status: cells.status,
      issuedOn: issued?.on,
      issuedText: issued?.text,
      implementsSlug: text(cells.implements_id),
      sourceSlug: cells.source_id,
      dataset,
    };
  },

  initiatives: (cells: Cells, { dataset }: LoadContext): Values => {
    const started = partialDate(cells.started_on ?? "");
    return {
      slug: cells.id,
      name: cells.name,
      type: cells.type,
      regionCode: cells.region_code,
      startedOn: started?.on,
      startedText: started?.text,
      startedFrom: started?.from,
      status: cells.status,
      description: cells.description,
      sourceSlug: cells.source_id,
      dataset,
    };
  },

  observations: (cells: Cells, context: LoadContext): Values => {
    const [start, end] = [partialDate(cells.period_start ?? ""), partialDate(cells.period_end ?? "")];
    return {
      slug: context.slugOf(OBSERVATION_IDENTITY.map((column) => cells[column] ?? "")),
      regionCode: cells.region_code,
      categoryCode: text(cells.category_code),
      indicatorCode: cells.indicator,
      periodStart: start?.from,
      periodEnd: end?.until,
      periodPrecision: precision(`${start?.from ?? ""} ${end?.until ?? ""}`),
      // The whole group is meant, not the number one that stands for it in the file.
      value: cells.qualifier === "ALL" ? null : number(cells.value),
      lowerBound: number(cells.lower_bound),
      upperBound: number(cells.upper_bound),
      qualifier: cells.qualifier,
      valueStatus: cells.value_status,
      unit: context.units.get(cells.indicator ?? ""),
      programmes: list(cells.programmes),
      funding: text(cells.funding),
      attributedTo: text(cells.attributed_to),
      sourceSlug: cells.source_id,
      note: text(cells.note),
      dataset: context.dataset,
    };
  },

  tariffs: (cells: Cells, { dataset }: LoadContext): Values => {
    const [from, to] = [partialDate(cells.valid_from ?? ""), partialDate(cells.valid_to ?? "")];
    return {
      slug: digest(
        ["programme", "segment", "rate", "amount_idr", "base", "valid_from", "valid_to"].map(
          (column) => cells[column] ?? "",
        ),
      ),
      programmes: list(cells.programme),
      segment: cells.segment,
      rate: number(cells.rate),
      amount: number(cells.amount_idr),
      base: text(cells.base),
      validFrom: from?.from,
      validTo: to?.until,
      exclusions: text(cells.exclusions),
      sourceSlug: cells.source_id,
      dataset,
    };
  },

  awards: (cells: Cells, { dataset }: LoadContext): Values => {
    const awarded = partialDate(cells.awarded_on ?? "");
    return {
      slug: cells.id,
      name: cells.name,
      organiser: cells.organiser,
      level: cells.level,
      category: text(cells.category),
      cycleYear: number(cells.cycle_year),
      awardedOn: awarded?.on,
      awardedText: awarded?.text,
      sourceSlug: cells.source_id,
      dataset,
    };
  },

  award_results: (cells: Cells, context: LoadContext): Values => {
    const decided = partialDate(cells.decided_on ?? "");
    const isRegion = cells.recipient_type === "REGION";
    const recipient = cells.recipient_id ?? "";
    const slug = `${cells.award_id ?? ""}~${recipient}~${cells.stage ?? ""}`;
    const ordinal = context.ordinal(slug);
    return {
      slug: ordinal === 0 ? slug : `${slug}~${ordinal + 1}`,
      awardSlug: cells.award_id,
      // That of an employer is where it is.
      regionCode: isRegion ? recipient : null,
      employerSlug: isRegion ? null : recipient,
      stage: cells.stage,
      rank: number(cells.rank),
      shortlistSize: number(cells.shortlist_size),
      poolSize: number(cells.pool_size),
      decidedOn: decided?.on,
      decidedText: decided?.text,
      decidedFrom: decided?.from,
      sourceSlug: cells.source_id,
      note: text(cells.note),
      dataset: context.dataset,
    };
  },
} as const;

/** Tables of a package, each after those that it refers to. */
export type TableName = keyof typeof ENTITY_ROWS;

const precision = remembered((period) => {
  const [start = "", end = ""] = period.split(" ");
  return precisionOf(start, end);
});
const text = (cell: string | undefined): string | null => (cell === undefined || cell === "" ? null : cell);
const number = (cell: string | undefined): number | null =>
  cell === undefined || cell === "" ? null : Number(cell);
const list = (cell = ""): readonly string[] => (cell === "" ? [] : cell.split(";"));

function levelOf({ code = "", official_name: officialName = "" }: Cells): RegionLevel {
  if (code === "ID") return "COUNTRY";
  if (code.length === 2) return "PROVINCE";
  if (code.length > 5) return "VILLAGE";
  return officialName.startsWith("Kota ") ? "CITY" : "REGENCY";
}

const parentOf = (code: string): string | null => {
  if (code === "ID") return null;
  return code.length === 2 ? "ID" : code.slice(0, code.length > 5 ? 5 : 2);
};
