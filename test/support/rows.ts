import type { Tables } from "./graph.js";

type Row = Tables[string][number];

/** Rows that satisfy the table schemas; what a test is about is given, the rest is filled in. */
export const region = (code: string, name: string, kind = ""): Row => ({
  code,
  name,
  official_name: `${kind}${kind === "" ? "" : " "}${name}`,
});

export const source = (id: string, more: Row = {}): Row => ({
  id,
  type: "NEWS_ARTICLE",
  publisher: "A newspaper",
  title: "A report",
  published_on: "2024-06-01",
  url: `https://example.org/${id}`,
  accessed_on: "2026-01-01",
  language: "id",
  ...more,
});

export const category = (code: string, more: Row = {}): Row => ({
  code,
  name_id: code.toLowerCase(),
  name_en: code.toLowerCase(),
  segment: "BPU",
  vulnerable: "true",
  ...more,
});

export const indicator = (code: string, more: Row = {}): Row => ({
  code,
  name_en: code.toLowerCase(),
  name_id: code.toLowerCase(),
  unit: "PERSONS",
  kind: "STOCK",
  additive_over_regions: "true",
  definition: "A measure",
  ...more,
});

export const observation = (more: Row): Row => ({
  region_code: "15.71",
  indicator: "PROTECTED_WORKERS",
  period_start: "2024",
  period_end: more.period_start ?? "2024",
  qualifier: "EXACT",
  value_status: "ACTUAL",
  attributed_to: "An office",
  source_id: "a",
  ...more,
});

/** Two provinces with two regencies or cities each, a source, a category and the indicators of coverage. */
export const WORLD: Tables = {
  regions: [
    region("ID", "Indonesia", "Republik"),
    region("15", "Jambi", "Provinsi"),
    region("15.01", "Kerinci", "Kabupaten"),
    region("15.71", "Jambi", "Kota"),
    region("33", "Jawa Tengah", "Provinsi"),
    region("33.22", "Semarang", "Kabupaten"),
    region("33.74", "Semarang", "Kota"),
  ],
  sources: [source("a"), source("b")],
  cohort_categories: [
    category("PU", { vulnerable: "false", segment: "PU" }),
    category("BPU", { vulnerable: "false" }),
    category("VULNERABLE", { parent_code: "BPU" }),
    category("FISHER", { parent_code: "VULNERABLE" }),
  ],
  indicators: [
    indicator("PROTECTED_WORKERS"),
    indicator("POTENTIAL_WORKERS"),
    indicator("COHORT_QUOTA"),
    indicator("COVERAGE_RATE", {
      unit: "FRACTION",
      kind: "RATE",
      denominator_code: "POTENTIAL_WORKERS",
      numerator_code: "PROTECTED_WORKERS",
      additive_over_regions: "false",
    }),
    indicator("TARGET_ATTAINMENT", {
      unit: "FRACTION",
      kind: "RATE",
      denominator_code: "COHORT_QUOTA",
      numerator_code: "PROTECTED_WORKERS",
      additive_over_regions: "false",
    }),
    indicator("MONTHS_COVERED", { unit: "MONTHS", kind: "DURATION", additive_over_regions: "false" }),
    indicator("CONTRIBUTIONS_PAID", { unit: "IDR", kind: "AMOUNT" }),
    indicator("CLAIM_CASES", { unit: "CASES", kind: "FLOW" }),
  ],
};

const AWARDS = Array.from({ length: 2_000 }, (_, index) => `award-${index}`);

/** A region with so many award results that ENDLESS compares each with each, and again with each. */
export const AWARDED: Tables = {
  regions: [region("15", "Jambi", "Provinsi"), region("15.71", "Jambi", "Kota")],
  sources: [source("a")],
  awards: AWARDS.map((id) => ({
    id,
    name: id,
    organiser: "An office",
    level: "NATIONAL",
    category: "region",
    cycle_year: 2024,
    source_id: "a",
  })),
  award_results: AWARDS.map((id) => ({
    award_id: id,
    recipient_type: "REGION",
    recipient_id: "15.71",
    stage: "WINNER",
    source_id: "a",
  })),
};

/** An operation over AWARDED that the database works on for longer than any test. */
export const ENDLESS = `{
  awardResults(filter: { region: { awardResults: { none: { region: { awardResults: { some: { not: { rank: { isNull: true } } } } } } } } }) {
    totalCount
  }
}`;
