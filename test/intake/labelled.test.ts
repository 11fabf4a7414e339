import { beforeAll, describe, expect, it } from "@jest/globals";
import { ArticleReader, type Reading } from "../../src/intake/articles/read-article.js";
import { readVocabulary } from "../../src/intake/vocabulary.js";
import { rangedNumbers } from "../../src/intake/articles/find/ranges.js";
import { readingOf, readLabelled, scoreOf, sumOf, type Labelled } from "../../scripts/bench/reader-score.js";

// What the reader reaches today; a change that loses facts must say why.
const LEAST = {
  found: 906,
  valueAndQualifier: 906,
  indicatorAndRegion: 893,
  periodAndStatus: 833,
  othersFound: 57,
};
const MOST_WRONG_CANDIDATES = 6;

describe("The labelled articles", () => {
  let labelled: Labelled[];
  let readings: { article: Labelled; reading: Reading }[];

  beforeAll(async () => {
    const reader = new ArticleReader(await readVocabulary("data"));
    labelled = await readLabelled();
    readings = labelled.map((article) => ({ article, reading: readingOf(reader, article) }));
  });

  it("are at least 25, and their facts are found and right as often as they were", () => {
    const score = sumOf(readings.map(({ article, reading }) => scoreOf(article, reading)));
    expect(labelled.length).toBeGreaterThanOrEqual(25);
    for (const [key, least] of Object.entries(LEAST))
      expect([key, score[key as keyof typeof LEAST]]).toEqual([
        key,
        Math.max(least, score[key as keyof typeof LEAST]),
      ]);
    expect(score.candidates - score.found).toBeLessThanOrEqual(MOST_WRONG_CANDIDATES);
  });

  it("are quoted verbatim by every candidate, at the places that it names", () => {
    for (const { article, reading } of readings)
      for (const { evidence } of reading.candidates) {
        expect(evidence.length).toBeGreaterThan(0);
        for (const { start, end, quote } of evidence) expect(article.text.slice(start, end)).toBe(quote);
      }
  });

  it("give every value by a number that stands in its quotation", () => {
    for (const { reading } of readings)
      for (const { table, cells, evidence, derivedFrom } of reading.candidates) {
        if (table !== "observations" || cells.value === "" || derivedFrom !== null) continue;
        const stated = evidence.flatMap(({ quote }) => rangedNumbers(quote).map(({ value }) => value));
        expect(stated).toContain(cells.value);
      }
  });

  it("have candidates with ids of their own, the same at each reading", async () => {
    const again = new ArticleReader(await readVocabulary("data"));
    for (const { article, reading } of readings) {
      const ids = reading.candidates.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(readingOf(again, article).candidates.map(({ id }) => id)).toEqual(ids);
    }
  });
});
