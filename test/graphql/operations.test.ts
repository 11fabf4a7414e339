import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readOperations } from "../../src/server/operations.js";
import { engines } from "../support/engines.js";
import { openRealGraph, type TestGraph } from "../support/graph.js";

const operations = await readOperations("schema/operations");

/** Where each example's answer must hold something: without it the example shows nothing. */
const ANSWERS: Record<string, string> = {
  "01-region-coverage": "region.coverage.rate.value",
  "02-coverage-history": "region.coverageHistory.0.rate.value",
  "03-province-roll-up": "province.coverage.rollUp.partialRate",
  "04-province-ranking": "coverageRanking.rows.9.coverage.rate.value",
  "05-city-ranking": "coverageRanking.rows.9.coverage.rate.value",
  "06-inconsistent-rates": "provinces.nodes.0.coverageHistory.0.rate.published",
  "07-worker-cohorts": "region.workerCohorts.nodes.9.status",
  "08-actual-beside-allocated": "region.notYet.nodes.0.value",
  "09-all-without-a-number": "region.coverage.rate.observation.qualifier",
  "10-magelang-conflict": "region.coverage.protectedWorkers.conflict.rule",
  "11-conflicts": "conflicts.nodes.0.observations.1.value",
  "12-regional-office-award": "awards.nodes.0.results.nodes.6.recipient.officialName",
  "13-award-winning-cities": "cities.nodes.0.awardResults.nodes.0.award.cycleYear",
  "14-award-winning-employers": "employers.nodes.0.region.officialName",
  "15-regulation-tree": "regulations.nodes.0.implementedBy.2.implementedBy.0.subject",
  "16-initiatives-by-type": "atPermit.nodes.0.name",
  "17-tariffs": "tariffs.0.programmes.0",
  "18-statistics-by-year": "statistics.rows.0.cells.0.value",
  "19-statistics-by-segment": "byFunding.rows.0.cells.0.partialValue",
  "20-source-pages": "node.observations.edges.0.node.indicator.code",
  "21-forgiving-search": "place.0.officialName",
  "22-nodes-by-id": "nodes.2.name",
  "23-entities-for-partners": "_entities.3.name",
  "24-about": "about.datasets.0.tables.0.rows",
  "25-provinces-on-one-base": "coverageRanking.rows.20.coverage.rate.value",
  "26-gap-to-targets": "country.coverageTargets.1.gapPoints",
  "27-history-with-breaks": "region.coverageHistory.0.rate.value",
  "28-conflicts-by-spread": "conflicts.nodes.9.relativeSpread",
  "29-budget-per-worker": "statistics.rows.9.cells.0.value",
  "30-not-known": "regions.nodes.9.officialName",
  "page-choices": "provinces.nodes.37.name",
  "page-conflicts": "conflicts.nodes.0.observations.1.source.publisher",
  "page-home": "about.datasets.0.title",
  "page-indicator-known": "statistics.rows.0.cells.0.observations",
  "page-indicator": "statistics.rows.37.cells.0.value",
  "page-map": "provinces.nodes.0.coverage.rate.value",
  "page-ranking": "coverageRanking.rows.9.coverage.rate.value",
  "page-region-groups": "region.workerCohorts.nodes.0.category.name",
  "page-region-history": "region.coverageHistory.0.rate.published",
  "page-region-money": "region.targets.nodes.0.value",
  "page-region-records": "region.awardResults.nodes.0.award.name",
  "page-region": "region.coverage.protectedWorkers.observation.source.title",
  "page-search": "search.1.officialName",
  "page-source": "node.observations.nodes.0.region.officialName",
  "page-synthetic": "about.datasets.0.title",
};

describe("Example operations", () => {
  let graphs: TestGraph[] = [];

  beforeAll(async () => {
    graphs = await Promise.all(engines().map((engine) => openRealGraph(engine)));
  });
  afterAll(() => Promise.all(graphs.map((graph) => graph.close())));

  it("are at least fifteen, each with a place where its answer must hold something", () => {
    expect(operations.length).toBeGreaterThanOrEqual(15);
    expect(operations.map(({ name }) => name)).toEqual(Object.keys(ANSWERS));
  });

  it("ask each question once, in both languages", () => {
    expect(new Set(operations.map(({ question }) => question)).size).toBe(operations.length);
    expect(new Set(operations.map(({ pertanyaan }) => pertanyaan)).size).toBe(operations.length);
  });

  it.each(operations)("$name answers the same on every engine, and something", async (operation) => {
    const answers = await Promise.all(
      graphs.map((graph) => graph.data(operation.document, operation.variables)),
    );
    for (const answer of answers) {
      expect(valueAt(answer, ANSWERS[operation.name] ?? "")).not.toBeNull();
      expect(withoutInstants(answer)).toEqual(withoutInstants(answers[0]));
    }
  });

  it("would fail at a place that holds nothing", () => {
    expect(valueAt({ regions: [{ name: null }] }, "regions.0.name")).toBeNull();
    expect(valueAt({ regions: [] }, "regions.0.name")).toBeNull();
  });
});

/** What stands at a place such as `nodes.0.name`; null where nothing does. */
function valueAt(answer: unknown, place: string): unknown {
  return place
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key] ?? null, answer);
}

// Each engine was loaded at an instant of its own.
const INSTANTS = new Set(["recordedAt", "loadedAt", "changedAt"]);

const withoutInstants = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (key, value: unknown) => (INSTANTS.has(key) ? null : value)));
