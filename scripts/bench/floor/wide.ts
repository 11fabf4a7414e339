import { AFTER_NAME, marks } from "./rows.js";
import type { FloorTables } from "./tables.js";

/** `superseded_at` of observations that stand. */
const NOT_SUPERSEDED = "9999-12-31 00:00:00.000";

// Finds the latest figure of all workers by an index. The package has both figures for the same months.
const covering = (indicator: string): string => `(
  SELECT o.value FROM observations o
  WHERE o.region_code = r.code AND o.indicator_code = '${indicator}' AND o.category_code IS NULL
    AND o.period_start <= ? AND o.value_status = 'ACTUAL' AND o.superseded_at = '${NOT_SUPERSEDED}'
  ORDER BY o.period_start DESC LIMIT 1)`;

// The nth latest figure of a cohort, by the index of region, category and period.
const nth = (offset: number): string => `(SELECT o.id FROM observations o
  WHERE o.region_code = w.region_code AND o.category_code = w.category_code AND o.superseded_at = '${NOT_SUPERSEDED}'
  ORDER BY o.period_start DESC, o.id DESC LIMIT 1 OFFSET ${offset})`;

// The join makes each region one range of the index (region_code, size, workers), which a range of codes would not be.
// Only the rows of the page are read beyond the index.
const MATCHING = `FROM regions r JOIN employers k ON k.region_code = r.code
  WHERE r.code >= ? AND r.code < ? AND k.size = ? AND k.workers >= ?`;

/** Cakupan's own tables, with keys that are texts. */
export const WIDE: FloorTables = {
  covered: `SELECT r.code AS id, r.code, r.name, r.level, p.name AS parent,
      ${covering("PROTECTED_WORKERS")} AS protected, ${covering("POTENTIAL_WORKERS")} AS potential
    FROM regions r LEFT JOIN regions p ON p.code = r.parent_code`,
  regencies: `SELECT r.code AS id, r.code, r.name, p.name AS parent
    FROM regions r LEFT JOIN regions p ON p.code = r.parent_code
    WHERE r.level IN ('REGENCY', 'CITY') AND ${AFTER_NAME} ORDER BY r.name, r.code LIMIT 101`,
  provinces: `SELECT r.code AS id, r.code, r.name FROM regions r
    WHERE r.level = 'PROVINCE' AND ${AFTER_NAME} ORDER BY r.name, r.code LIMIT 10`,
  below: (parents) => `SELECT r.code AS id, r.code, r.name, r.level, r.parent_code AS parent FROM regions r
    WHERE r.parent_code IN (${marks(parents)}) AND r.level IN ('REGENCY', 'CITY') ORDER BY r.code`,
  cohorts: (regions, count) => `SELECT w.slug AS id, w.region_code AS parent, c.code, w.status, c.name
    FROM (SELECT k.slug, k.region_code, k.category_code, k.status,
        ROW_NUMBER() OVER (PARTITION BY k.region_code ORDER BY k.category_code) AS place
      FROM worker_cohorts k WHERE k.region_code IN (${marks(regions)})) w
    JOIN cohort_categories c ON c.code = w.category_code
    WHERE w.place <= ${count} ORDER BY w.region_code, w.category_code`,
  results: (
    regions,
  ) => `SELECT t.slug AS id, t.region_code AS parent, t.stage, t.\`rank\`, a.name, a.cycle_year AS year
    FROM award_results t JOIN awards a ON a.slug = t.award_slug
    WHERE t.region_code IN (${marks(regions)}) AND t.employer_slug IS NULL ORDER BY t.decided_from DESC, t.slug DESC`,
  latest: (cohorts) => `SELECT w.slug AS parent, ${nth(0)} AS first, ${nth(1)} AS second
    FROM worker_cohorts w WHERE w.slug IN (${marks(cohorts)})`,
  figures: (ids) => `SELECT o.id, o.value, o.period_start AS start, o.period_end AS end, s.publisher
    FROM observations o JOIN sources s ON s.slug = o.source_slug WHERE o.id IN (${marks(ids)})`,
  employersPage: `SELECT e.slug AS id, e.name, e.kind, e.size, e.workers, e.enrolment_rate AS enrolmentRate, p.region
    FROM (SELECT k.slug, r.name AS region ${MATCHING} AND k.workers <= ? AND (k.workers < ? OR k.slug < ?)
      ORDER BY k.workers DESC, k.slug DESC LIMIT 51) p
    JOIN employers e ON e.slug = p.slug ORDER BY e.workers DESC, e.slug DESC`,
  employersCount: `SELECT COUNT(*) AS count ${MATCHING}`,
  within: (code) => [code, `${code}/`],
  afterEmployer: "afterSlug",
  statistics: (yearOf) => `SELECT p.code, p.name, w.year, SUM(w.value) AS value, COUNT(*) AS count,
      (SELECT COUNT(*) FROM regions c WHERE c.parent_code = p.code) AS regions
    FROM (SELECT r.parent_code, ${yearOf("o.period_end")} AS year, o.value,
        ROW_NUMBER() OVER (PARTITION BY o.region_code, ${yearOf("o.period_end")} ORDER BY o.period_end DESC) AS place
      FROM observations o JOIN regions r ON r.code = o.region_code
      WHERE o.category_code = ? AND o.indicator_code = 'PROTECTED_WORKERS' AND o.value_status = 'ACTUAL'
        AND o.period_end BETWEEN ? AND ? AND o.superseded_at = '${NOT_SUPERSEDED}' AND o.preferred = 1
        AND o.value IS NOT NULL) w
    JOIN regions p ON p.code = w.parent_code
    WHERE w.place = 1 GROUP BY p.code, p.name, w.year ORDER BY p.code, w.year`,
};
