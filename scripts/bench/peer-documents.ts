import { graphqlRequest, numbered, type Target } from "./drive.js";
import type { FloorName } from "./options.js";

/** What a peer is asked: documents in its own schema, whose variables are the plain values of a request. */
type Documents = Partial<Record<FloorName, string>>;

const MERCURIUS: Documents = {
  W1: `query W1($code: String!) {
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
  W2: `query W2($afterName: String!, $afterCode: String!) {
    regions: regencies(first: 100, afterName: $afterName, afterCode: $afterCode) {
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
  W3: `query W3($afterName: String!, $afterCode: String!) {
    provinces(first: 10, afterName: $afterName, afterCode: $afterCode) {
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
                observations(first: 2) { nodes { id value period { start end } source { publisher } } }
              }
            }
            awardResults(first: 20) { nodes { id stage rank award { name cycleYear } } }
          }
        }
      }
    }
  }`,
  W4: `query W4($within: String!, $size: String!, $workers: Int!, $afterWorkers: Int!, $afterId: Int!) {
    employers(
      within: $within
      size: $size
      workers: $workers
      first: 50
      afterWorkers: $afterWorkers
      afterId: $afterId
    ) {
      totalCount
      nodes { id name kind size workers enrolmentRate region { name } }
      pageInfo { hasNextPage }
    }
  }`,
  W5: `query W5($category: String!, $from: String!, $to: String!) {
    statistics(category: $category, from: $from, to: $to) {
      rows { province { code name } year cells { value observations reportingRegions } }
      totalRows
    }
  }`,
  W6: `query W6($codes: [String!]!) {
    _entities: regionsByCode(codes: $codes) {
      code
      parent { name }
      coverage { rate { value } protectedWorkers { value } potentialWorkers { value } }
    }
  }`,
};

// Keyset conditions are written as filters, which give the statement that a cursor of PostGraphile's would.
const AFTER_NAME =
  "or: [{ name: { greaterThan: $afterName } }, { name: { equalTo: $afterName }, code: { greaterThan: $afterCode } }]";

/** PostGraphile has no statistics like those of W5. */
const POSTGRAPHILE: Documents = {
  W1: `query W1($code: String!) {
    region: regionByCode(code: $code) {
      name
      level
      parent: regionByParentId { name }
      protectedWorkers
      potentialWorkers
    }
  }`,
  W2: `query W2($afterName: String!, $afterCode: String!) {
    regions: allRegions(
      filter: { tier: { equalTo: 2 }, ${AFTER_NAME} }
      orderBy: [NAME_ASC, CODE_ASC]
      first: 100
    ) {
      nodes {
        id: rowId
        code
        name
        parent: regionByParentId { name }
        workerCohorts: workerCohortsByRegionId(first: 3, orderBy: [REGION_ID_ASC, CATEGORY_ID_ASC]) {
          nodes { id: rowId status category: categoryByCategoryId { code name } }
        }
      }
      pageInfo { hasNextPage }
    }
  }`,
  W3: `query W3($afterName: String!, $afterCode: String!) {
    provinces: allRegions(
      filter: { tier: { equalTo: 1 }, ${AFTER_NAME} }
      orderBy: [NAME_ASC, CODE_ASC]
      first: 10
    ) {
      nodes {
        id: rowId
        code
        name
        regions: regionsByParentId(first: 20, filter: { tier: { equalTo: 2 } }, orderBy: [ROW_ID_ASC]) {
          nodes {
            id: rowId
            code
            name
            level
            workerCohorts: workerCohortsByRegionId(first: 5, orderBy: [REGION_ID_ASC, CATEGORY_ID_ASC]) {
              nodes {
                id: rowId
                status
                category: categoryByCategoryId { name }
                observations: observationsByCohortId(first: 2, orderBy: [PERIOD_START_DESC, ROW_ID_DESC]) {
                  nodes { id: rowId value periodStart periodEnd source: sourceBySourceId { publisher } }
                }
              }
            }
            awardResults: awardResultsByRegionId(first: 20, orderBy: [ROW_ID_DESC]) {
              nodes { id: rowId stage rank: place award: awardByAwardId { name cycleYear } }
            }
          }
        }
      }
    }
  }`,
  W4: `query W4($within: String!, $size: String!, $workers: Int!, $afterWorkers: Int!, $afterId: Int!) {
    province: regionByCode(code: $within) {
      all: employersByProvinceId(filter: { size: { equalTo: $size }, workers: { greaterThanOrEqualTo: $workers } }) {
        totalCount
      }
      employers: employersByProvinceId(
        filter: {
          size: { equalTo: $size }
          workers: { greaterThanOrEqualTo: $workers, lessThanOrEqualTo: $afterWorkers }
          or: [{ workers: { lessThan: $afterWorkers } }, { rowId: { lessThan: $afterId } }]
        }
        orderBy: [WORKERS_DESC, ROW_ID_DESC]
        first: 50
      ) {
        nodes { id: rowId name kind size workers enrolmentRate region: regionByRegionId { name } }
        pageInfo { hasNextPage }
      }
    }
  }`,
  W6: `query W6($codes: [String!]!) {
    regions: allRegions(filter: { code: { in: $codes } }) {
      nodes { code parent: regionByParentId { name } protectedWorkers potentialWorkers }
    }
  }`,
};

/** How a peer is asked: for the workloads that it has documents for. */
const askedBy =
  (documents: Documents): Target["asked"] =>
  ({ name }, { plain, serial }) => {
    const document = documents[name as FloorName];
    return document === undefined ? null : graphqlRequest(numbered(document, serial), plain);
  };

export const askedOfMercurius = askedBy(MERCURIUS);
export const askedOfPostgraphile = askedBy(POSTGRAPHILE);
