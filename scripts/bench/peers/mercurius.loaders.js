const marks = (values) => values.map(() => "?").join();

/** The loaders: each asks once for all objects of a level, and for each key only once. */
export function loadersOf(all) {
  // The row that each object refers to by a key.
  const byKey = (keyOf, select) => ({
    loader: async (queries) => {
      const keys = [...new Set(queries.map(({ obj }) => keyOf(obj)).filter((key) => key !== null))];
      const rows = keys.length === 0 ? [] : await all(select(marks(keys)), keys);
      const found = new Map(rows.map((row) => [row.id, row]));
      return queries.map(({ obj }) => found.get(keyOf(obj)) ?? null);
    },
    opts: { cache: false },
  });
  // The rows that refer to each object, as many as asked for.
  const below = (select) => ({
    loader: async (queries) => {
      const keys = queries.map(({ obj }) => obj.id);
      const { first } = queries[0].params;
      const found = new Map(keys.map((key) => [key, []]));
      for (const row of await all(select(marks(keys), first), keys)) {
        const rows = found.get(row.parent);
        if (rows.length < first) rows.push(row);
      }
      return keys.map((key) => ({ nodes: found.get(key) }));
    },
    opts: { cache: false },
  });
  return {
    Region: {
      parent: byKey(
        ({ parentId }) => parentId,
        (keys) => `SELECT r.id, r.code, r.name, r.level FROM regions r WHERE r.id IN (${keys})`,
      ),
      coverage: { loader: (queries) => coverageOf(all, queries), opts: { cache: false } },
      regions: below(
        (keys) => `SELECT r.id, r.code, r.name, r.level, r.parent_id AS parent FROM regions r
          WHERE r.parent_id IN (${keys}) AND r.tier = 2 ORDER BY r.id`,
      ),
      workerCohorts: below(
        (keys, first) => `SELECT w.id, w.region_id AS parent, w.category_id AS categoryId, w.status
          FROM (SELECT k.id, k.region_id, k.category_id, k.status,
              ROW_NUMBER() OVER (PARTITION BY k.region_id ORDER BY k.category_id) AS place
            FROM worker_cohorts k WHERE k.region_id IN (${keys})) w
          WHERE w.place <= ${first} ORDER BY w.region_id, w.category_id`,
      ),
      awardResults: below(
        (keys) => `SELECT t.id, t.region_id AS parent, t.award_id AS awardId, t.stage, t.place AS \`rank\`
          FROM award_results t WHERE t.region_id IN (${keys}) ORDER BY t.id DESC`,
      ),
    },
    WorkerCohort: {
      category: byKey(
        ({ categoryId }) => categoryId,
        (keys) => `SELECT c.id, c.code, c.name FROM categories c WHERE c.id IN (${keys})`,
      ),
      observations: { loader: (queries) => latestFigures(all, queries), opts: { cache: false } },
    },
    Observation: {
      source: byKey(
        ({ sourceId }) => sourceId,
        (keys) => `SELECT s.id, s.publisher FROM sources s WHERE s.id IN (${keys})`,
      ),
    },
    AwardResult: {
      award: byKey(
        ({ awardId }) => awardId,
        (keys) => `SELECT a.id, a.name, a.cycle_year AS cycleYear FROM awards a WHERE a.id IN (${keys})`,
      ),
    },
    Employer: {
      region: byKey(
        ({ regionId }) => regionId,
        (keys) => `SELECT r.id, r.code, r.name, r.level FROM regions r WHERE r.id IN (${keys})`,
      ),
    },
  };
}

const covering = (indicator) => `(SELECT o.value FROM observations o
  WHERE o.region_id = r.id AND o.category_id IS NULL
    AND o.indicator_id = (SELECT i.id FROM indicators i WHERE i.code = '${indicator}')
    AND o.actual = 1 AND o.period_start <= ?
  ORDER BY o.period_start DESC LIMIT 1)`;

const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" }).format(new Date());

async function coverageOf(all, queries) {
  const keys = queries.map(({ obj }) => obj.id);
  const on = today();
  const rows = await all(
    `SELECT r.id, ${covering("PROTECTED_WORKERS")} AS protected, ${covering("POTENTIAL_WORKERS")} AS potential
      FROM regions r WHERE r.id IN (${marks(keys)})`,
    [on, on, ...keys],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return keys.map((key) => {
    const { protected: part = null, potential = null } = found.get(key) ?? {};
    return {
      rate: part === null || !potential ? null : { value: part / potential },
      protectedWorkers: part === null ? null : { value: part },
      potentialWorkers: potential === null ? null : { value: potential },
    };
  });
}

const nth = (place) => `(SELECT o.id FROM observations o
  WHERE o.cohort_id = w.id ORDER BY o.period_start DESC, o.id DESC LIMIT 1 OFFSET ${place})`;

// Finds the keys of the latest figures first, so that only these rows are read.
async function latestFigures(all, queries) {
  const keys = queries.map(({ obj }) => obj.id);
  const places = Array.from({ length: queries[0].params.first }, (_, place) => place);
  const latest = await all(
    `SELECT w.id, ${places.map((place) => `${nth(place)} AS f${place}`).join()} FROM worker_cohorts w WHERE w.id IN (${marks(keys)})`,
    keys,
  );
  const idsOf = new Map(
    latest.map((row) => [row.id, places.map((place) => row[`f${place}`]).filter((id) => id !== null)]),
  );
  const ids = [...idsOf.values()].flat();
  const rows = ids.length === 0 ? [] : await all(FIGURES(marks(ids)), ids);
  const found = new Map(rows.map(({ start, end, ...row }) => [row.id, { ...row, period: { start, end } }]));
  return keys.map((key) => ({ nodes: (idsOf.get(key) ?? []).map((id) => found.get(id)) }));
}

const FIGURES = (
  keys,
) => `SELECT o.id, o.value, o.source_id AS sourceId, o.period_start AS start, o.period_end AS end
  FROM observations o WHERE o.id IN (${keys})`;
