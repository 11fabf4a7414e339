import { readVocabulary } from "../../src/intake/vocabulary.js";
import { ArticleReader } from "../../src/intake/articles/read-article.js";
import { readingOf, readLabelled, scoreOf, sumOf, type Score } from "./reader-score.js";
import { short, table } from "./report.js";

const SECONDS = 5;

/** Measures how much of the labelled articles the reader finds, how much of that is right, and how fast it is. */
export async function benchReader(): Promise<number> {
  const reader = new ArticleReader(await readVocabulary("data"));
  const labelled = await readLabelled();
  const scores = labelled.map((article) => scoreOf(article, readingOf(reader, article)));
  console.log(scoreText(sumOf(scores)));
  const [started, end] = [performance.now(), performance.now() + SECONDS * 1000];
  let read = 0;
  while (performance.now() < end) {
    for (const article of labelled) readingOf(reader, article);
    read += labelled.length;
  }
  const perMinute = (read * 60_000) / (performance.now() - started);
  console.log(`\n${labelled.length} articles; ${Math.round(perMinute)} articles a minute`);
  return 0;
}

function scoreText(score: Score): string {
  const rate = (part: number, whole: number): string[] => [
    `${part} of ${whole}`,
    `${short((part / whole) * 100)} %`,
  ];
  return table(
    ["", "counts", ""],
    [
      ["recall: facts whose number is a candidate", ...rate(score.found, score.facts)],
      ["precision: candidates that are a fact", ...rate(score.found, score.candidates)],
      ["candidates right in value and qualifier", ...rate(score.valueAndQualifier, score.candidates)],
      ["candidates right in indicator and region", ...rate(score.indicatorAndRegion, score.candidates)],
      ["candidates right in period and status", ...rate(score.periodAndStatus, score.candidates)],
      ["cohorts, awards, regulations, initiatives found", ...rate(score.othersFound, score.others)],
    ],
  ).join("\n");
}
