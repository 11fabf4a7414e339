import { AFTER_NAME, marks } from "./rows.js";
import type { FloorTables } from "./tables.js";

const covering = (indicator: string): string => `(
  SELECT o.value FROM observations o
  WHERE o.region_id = r.id AND o.category_id IS NULL
    AND o.indicator_id = (SELECT i.id FROM indicators i WHERE i.code = '${indicator}')
    AND o.actual = 1 AND o.period_start <= ?
  ORDER BY o.period_start DESC LIMIT 1)`;

const nth = (offset: number): string => `(SELECT o.id FROM observations o
  WHERE o.cohort_id = w.id ORDER BY o.period_start DESC, o.id DESC LIMIT 1 OFFSET ${offset})`;

const MATCHING = `FROM employers k
  WHERE k.province_id = (SELECT p.id FROM regions p WHERE p.code = ?) AND k.size = ? AND k.workers >= ?`;

/** Tables of the floor's own: see lean-tables.ts. */
export const LEAN: FloorTables = {
  covered: `SELECT r.id, r.code, r.name, r.level, p.name AS parent,
      ${covering("PROTECTED_WORKERS")} AS protected, ${covering("POTENTIAL_WORKERS")} AS potential
    FROM regions r LEFT JOIN regions p ON p.id = r.parent_id`,
  regencies: `SELECT r.id, r.code, r.name, p.name AS parent FROM regions r LEFT JOIN regions p ON p.id = r.parent_id
    WHERE r.tier = 2 AND ${AFTER_NAME} ORDER BY r.name, r.code LIMIT 101`,
  provinces: `SELECT r.id, r.code, r.name FROM regions r
    WHERE r.tier = 1 AND ${AFTER_NAME} ORDER BY r.name, r.code LIMIT 10`,
  below: (parents) => `SELECT r.id, r.code, r.name, r.level, r.parent_id AS parent FROM regions r
    WHERE r.parent_id IN (${marks(parents)}) AND r.tier = 2 ORDER BY r.id`,
  cohorts: (regions, count) => `SELECT w.id, w.region_id AS parent, c.code, w.status, c.name
    FROM (SELECT k.id, k.region_id, k.category_id, k.status,
        ROW_NUMBER() OVER (PARTITION BY k.region_id ORDER BY k.category_id) AS place
      FROM worker_cohorts k WHERE k.region_id IN (${marks(regions)})) w
    JOIN categories c ON c.id = w.category_id
    WHERE w.place <= ${count} ORDER BY w.region_id, w.category_id`,
  results: (
    regions,
  ) => `SELECT t.id, t.region_id AS parent, t.stage, t.place AS \`rank\`, a.name, a.cycle_year AS year
    FROM award_results t JOIN awards a ON a.id = t.award_id
    WHERE t.region_id IN (${marks(regions)}) ORDER BY t.id DESC`,
  latest: (cohorts) => `SELECT w.id AS parent, ${nth(0)} AS first, ${nth(1)} AS second
    FROM worker_cohorts w WHERE w.id IN (${marks(cohorts)})`,
  figures: (ids) => `SELECT o.id, o.value, o.period_start AS start, o.period_end AS end, s.publisher
    FROM observations o JOIN sources s ON s.id = o.source_id WHERE o.id IN (${marks(ids)})`,
  employersPage: `SELECT e.id, e.name, e.kind, e.size, e.workers, e.enrolment_rate AS enrolmentRate, r.name AS region
    FROM (SELECT k.id ${MATCHING} AND k.workers <= ? AND (k.workers < ? OR k.id < ?)
      ORDER BY k.workers DESC, k.id DESC LIMIT 51) p
    JOIN employers e ON e.id = p.id JOIN regions r ON r.id = e.region_id ORDER BY e.workers DESC, e.id DESC`,
  employersCount: `SELECT COUNT(*) AS count ${MATCHING}`,
  within: (code) => [code],
  afterEmployer: "afterId",
  statistics: (yearOf) => `SELECT p.code, p.name, w.year, SUM(w.value) AS value, COUNT(*) AS count,
      (SELECT COUNT(*) FROM regions c WHERE c.parent_id = p.id) AS regions
    FROM (SELECT o.region_id, ${yearOf("o.period_end")} AS year, o.value,
        ROW_NUMBER() OVER (PARTITION BY o.region_id, ${yearOf("o.period_end")} ORDER BY o.period_end DESC) AS place
      FROM observations o
      WHERE o.category_id = (SELECT c.id FROM categories c WHERE c.code = ?)
        AND o.indicator_id = (SELECT i.id FROM indicators i WHERE i.code = 'PROTECTED_WORKERS')
        AND o.actual = 1 AND o.period_end BETWEEN ? AND ? AND o.preferred = 1 AND o.value IS NOT NULL) w
    JOIN regions r ON r.id = w.region_id JOIN regions p ON p.id = r.parent_id
    WHERE w.place = 1 GROUP BY p.id, p.code, p.name, w.year ORDER BY p.id, w.year`,
};
