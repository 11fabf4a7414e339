import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { toCursor } from "../../src/graph/read/cursor.js";
import { orderTerms, type OrderInput } from "../../src/graph/declare/order.js";
import { Employer } from "../../src/modules/employers/employer.entity.js";
import "../../src/modules/index.js";
import { Region } from "../../src/modules/regions/region.entity.js";
import type { FloorDatabase } from "./floor/database.js";
import type { FloorName, WorkloadName } from "./options.js";

/** One request, in the forms for Cakupan and for all others. */
export interface BenchRequest {
  variables: Record<string, unknown>;
  /** The same in plain values, for servers that know no cursors of Cakupan's. */
  plain: Record<string, string | number | readonly string[]>;
  /** A number that makes its document another than all others; left out where documents are the same. */
  serial?: number;
}

/** An operation that is run with many variables. */
export interface Workload {
  name: WorkloadName;
  title: string;
  document: string;
  request: (random: RandomGenerator, codes: Codes) => BenchRequest;
}

/** A workload that the floor answers too. */
interface FloorWorkload extends Workload {
  name: FloorName;
}

/** The codes that variables are drawn from. */
export interface Codes {
  /** Regencies and cities. */
  regions: { code: string; type: "Regency" | "City"; name: string }[];
  provinces: { code: string; name: string }[];
  categories: string[];
  /** The slugs of employers in order: their places, from 1, are their keys in the lean tables. */
  employers: string[];
}

const NAME: OrderInput[] = [{ field: "NAME", direction: "ASC" }];
const WORKERS: OrderInput[] = [{ field: "WORKERS", direction: "DESC" }];
const FEWEST = { MICRO: 1, SMALL: 5, MEDIUM: 20, LARGE: 100 } as const;
const MOST = { MICRO: 4, SMALL: 19, MEDIUM: 99, LARGE: 5_000 } as const;

const W1: FloorWorkload = {
  name: "W1",
  title: "a region with its latest coverage",
  document: `query W1($code: RegionCode!) {
    region(code: $code) {
      name
      level
      parent { name }
      coverage {
        rate { value }
        protectedWorkers { value }
        potentialWorkers { value }
      }
    }
  }`,
  request: (random, { regions }) => {
    const { code } = pick(random, regions);
    return { variables: { code }, plain: { code } };
  },
};

const W2: FloorWorkload = {
  name: "W2",
  title: "100 regencies and cities with parent and 3 cohorts",
  document: `query W2($after: String) {
    regions(
      filter: { level: { in: [REGENCY, CITY] } }
      orderBy: [{ field: NAME, direction: ASC }]
      first: 100
      after: $after
    ) {
      nodes {
        id
        code
        name
        parent { name }
        workerCohorts(first: 3) { nodes { id status category { code name } } }
      }
      pageInfo { hasNextPage }
    }
  }`,
  request: (random, { regions }) => afterName(random, regions),
};

const W3: FloorWorkload = {
  name: "W3",
  title: "10 provinces, four levels deep",
  document: `query W3($after: String) {
    provinces(orderBy: [{ field: NAME, direction: ASC }], first: 10, after: $after) {
      nodes {
        id
        code
        name
        regions(first: 20) {
          nodes {
            id
            code
            name
            level
            workerCohorts(first: 5) {
              nodes {
                id
                status
                category { name }
                observations(orderBy: [{ field: PERIOD, direction: DESC }], first: 2) {
                  nodes { id value period { start end } source { publisher } }
                }
              }
            }
            awardResults { nodes { id stage rank award { name cycleYear } } }
          }
        }
      }
    }
  }`,
  // Ten provinces follow every name but the last ten.
  request: (random, { provinces }) =>
    afterName(random, provinces.slice(0, Math.max(1, provinces.length - 10))),
};

const W4: FloorWorkload = {
  name: "W4",
  title: "50 employers by filter and order, with a count",
  document: `query W4($within: RegionCode!, $size: EmployerSize!, $workers: SafeInt!, $after: String) {
    employers(
      filter: { region: { within: $within }, size: { eq: $size }, workers: { gte: $workers } }
      orderBy: [{ field: WORKERS, direction: DESC }]
      first: 50
      after: $after
    ) {
      totalCount
      nodes { id name kind size workers enrolmentRate region { name } }
      pageInfo { hasNextPage }
    }
  }`,
  request: (random, { provinces, employers }) => {
    const within = pick(random, provinces).code;
    const size = pick(random, ["MICRO", "SMALL", "MEDIUM", "LARGE"] as const);
    const workers = uniformInt(random, FEWEST[size], Math.ceil(MOST[size] / 2));
    const afterWorkers = uniformInt(random, workers, MOST[size]);
    const afterId = uniformInt(random, 1, employers.length);
    const afterSlug = employers[afterId - 1] ?? "";
    const row = { workers: afterWorkers, slug: afterSlug };
    const after = toCursor("Employer", orderTerms(Employer, WORKERS, []), row);
    return {
      variables: { within, size, workers, after },
      plain: { within, size, workers, afterWorkers, afterSlug, afterId },
    };
  },
};

const W5: FloorWorkload = {
  name: "W5",
  title: "statistics by province and year",
  document: `query W5($category: String!, $from: Date!, $to: Date!) {
    statistics(
      indicators: ["PROTECTED_WORKERS"]
      groupBy: [PROVINCE, YEAR]
      filter: { category: { eq: $category }, periodEnd: { gte: $from, lte: $to } }
    ) {
      rows { province { code name } year cells { value observations reportingRegions } }
      totalRows
    }
  }`,
  request: (random, { categories }) => {
    const category = pick(random, categories);
    const from = `${uniformInt(random, 2013, 2015)}-01-01`;
    const to = `${uniformInt(random, 2023, 2026)}-12-31`;
    return { variables: { category, from, to }, plain: { category, from, to } };
  },
};

const W6: FloorWorkload = {
  name: "W6",
  title: "500 entities with parent and latest coverage",
  document: `query W6($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ... on Region {
        code
        parent { name }
        coverage { rate { value } protectedWorkers { value } potentialWorkers { value } }
      }
    }
  }`,
  request: (random, { regions }) => {
    const chosen = shuffled(random, regions).slice(0, 500);
    return {
      variables: { representations: chosen.map(({ type, code }) => ({ __typename: type, code })) },
      plain: { codes: chosen.map(({ code }) => code) },
    };
  },
};

/** The workloads that the floor answers too. */
export const WORKLOADS = [W1, W2, W3, W4, W5, W6] as const;

/** Reads the codes that variables are drawn from, from Cakupan's tables. */
export async function readCodes(db: FloorDatabase): Promise<Codes> {
  const regions = await db.all<{ code: string; level: string; name: string }>(
    "SELECT r.code, r.level, r.name FROM regions r WHERE r.level IN ('PROVINCE', 'REGENCY', 'CITY') ORDER BY r.name, r.code",
    [],
  );
  const categories = await db.all<{ code: string }>(
    "SELECT c.code FROM cohort_categories c ORDER BY c.code",
    [],
  );
  const employers = await db.all<{ slug: string }>("SELECT e.slug FROM employers e ORDER BY e.slug", []);
  return {
    regions: regions
      .filter(({ level }) => level !== "PROVINCE")
      .map(({ code, level, name }) => ({ code, name, type: level === "CITY" ? "City" : "Regency" })),
    provinces: regions.filter(({ level }) => level === "PROVINCE"),
    categories: categories.map(({ code }) => code),
    employers: employers.map(({ slug }) => slug),
  };
}

// A cursor is valid even if no row has its key, so a random suffix gives every request a cursor of its own.
function afterName(random: RandomGenerator, rows: readonly { code: string; name: string }[]): BenchRequest {
  const row = pick(random, rows);
  const place = { name: row.name, code: `${row.code}~${uniformInt(random, 0, 999_999)}` };
  const after = toCursor("Region", orderTerms(Region, NAME, []), place);
  return { variables: { after }, plain: { afterName: place.name, afterCode: place.code } };
}

function pick<T>(random: RandomGenerator, values: readonly T[]): T {
  return values[uniformInt(random, 0, values.length - 1)] as T;
}

function shuffled<T>(random: RandomGenerator, values: readonly T[]): T[] {
  const mixed = [...values];
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    const other = uniformInt(random, 0, index);
    [mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T];
  }
  return mixed;
}
