import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { citationOf } from "../../src/modules/sources/citation.rules.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type TestGraph } from "../support/graph.js";
import { source, WORLD } from "../support/rows.js";

const CITED = {
  publisher: "ANTARA",
  title: "Jambi protects its vulnerable workers",
  publishedOn: "2024-10-11",
  publishedText: null,
  url: "https://example.org/a",
  accessedOn: "2025-11-20",
};

describe("The citation of a source", () => {
  it.each([
    [
      {},
      "ANTARA (2024-10-11). Jambi protects its vulnerable workers. https://example.org/a (accessed 2025-11-20). Cakupan, data version 3f9a.",
    ],
    [
      { publishedOn: null, publishedText: "2024-10", url: null },
      "ANTARA (2024-10). Jambi protects its vulnerable workers. Cakupan, data version 3f9a.",
    ],
    [
      { publishedOn: null, accessedOn: null, title: "Who pays?" },
      "ANTARA (undated). Who pays? https://example.org/a. Cakupan, data version 3f9a.",
    ],
  ])("is ready to paste: %j", (more, expected) => {
    expect(citationOf({ ...CITED, ...more }, "3f9a")).toBe(expected);
  });

  it("has all that is known, and no gaps for what is not", () => {
    const maybe = (text: string): fc.Arbitrary<string | null> => fc.constantFrom(text, null);
    const sources = fc.record({
      publisher: fc.constant("P"),
      title: fc.constantFrom("T", "T."),
      publishedOn: maybe("2024-01-02"),
      publishedText: maybe("2024"),
      url: maybe("https://example.org"),
      accessedOn: maybe("2025-01-02"),
    });
    fc.assert(
      fc.property(sources, maybe("abc"), (cited, version) => {
        const citation = citationOf(cited, version);
        const accessedOn = cited.url === null ? null : cited.accessedOn;
        for (const known of [cited.publishedOn, cited.url, accessedOn, version])
          if (known !== null) expect(citation).toContain(known);
        expect(citation).not.toMatch(/null|undefined|\(\)| {2}|\.\./);
      }),
    );
  });
});

describeEachEngine("Citations", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({ ...WORLD, sources: [source("a"), source("b", { published_on: "2019-02" })] });
  });
  afterAll(() => graph.close());

  it("name the version of the data, which is read once for all of them", async () => {
    const { data, statements } = await graph.ask("{ sources { nodes { citation } } }");
    expect(statements).toEqual(["Source page", "data.findVersion"]);
    const { about } = await graph.data("{ about { dataVersion citation } }");
    expect(data.sources.nodes.map(({ citation }: any) => citation)).toEqual([
      `A newspaper (2024-06-01). A report. https://example.org/a (accessed 2026-01-01). Cakupan, data version ${about.dataVersion}.`,
      `A newspaper (2019-02). A report. https://example.org/b (accessed 2026-01-01). Cakupan, data version ${about.dataVersion}.`,
    ]);
    expect(about.citation).toMatch(
      new RegExp(
        `^.+\\. Loaded \\d{4}-\\d\\d-\\d\\d, data version ${about.dataVersion}\\. Accessed \\d{4}-\\d\\d-\\d\\d\\.$`,
      ),
    );
  });
});
