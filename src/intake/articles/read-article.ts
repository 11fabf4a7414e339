import type { Cells } from "../../package/column.js";
import { candidate, type ArithmeticCheck, type Candidate } from "../candidate.js";
import type { KnownCategory, Vocabulary } from "../vocabulary.js";
import { Analyst, type Analysis } from "./analysis.js";
import { arithmeticChecks, withDoubts } from "./checks.js";
import { mergeStatements, type Merged } from "./merge.js";
import { awards } from "./rules/awards.js";
import { cohorts } from "./rules/cohorts.js";
import { recognitions } from "./rules/recognitions.js";
import { initiatives } from "./rules/initiatives.js";
import { Memory } from "./rules/memory.js";
import { statementOf } from "./rules/observations.js";
import { regulations } from "./rules/regulations.js";
import type { Statement } from "./rules/statement.js";
import { unnumbered } from "./rules/unnumbered.js";
import { listedRegions } from "./rules/subject.js";
import type { Article } from "./text/article.js";

/** What an article says, as candidates, and what was left unread. */
export interface Reading {
  article: Article;
  publishedOn: string | null;
  region: string | null;
  sourceId: string;
  candidates: Candidate[];
  checks: ArithmeticCheck[];
  removed: Analysis["prose"]["removed"];
}

/** Reads articles against one vocabulary. */
export class ArticleReader {
  readonly #analyst: Analyst;
  readonly #vocabulary: Vocabulary;
  readonly #categories: ReadonlyMap<string, KnownCategory>;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#analyst = new Analyst(vocabulary);
    this.#categories = new Map(vocabulary.categories.map((category) => [category.code, category]));
  }

  read(article: Article, sourceId: string): Reading {
    const analysis = this.#analyst.analyse(article);
    const statements = mergeStatements(article.text, this.#statements(analysis));
    const candidates = [
      ...statements.map((statement) => observation(statement, sourceId, article.publisher)),
      ...cohorts(analysis, sourceId),
      ...awards(analysis, this.#vocabulary, sourceId),
      ...recognitions(analysis, this.#vocabulary, sourceId),
      ...regulations(analysis, this.#vocabulary, sourceId),
      ...initiatives(analysis, this.#vocabulary, sourceId),
    ];
    const checks = arithmeticChecks(candidates, this.#vocabulary);
    return {
      article,
      publishedOn: analysis.today,
      region: analysis.region?.code ?? null,
      sourceId,
      candidates: withDoubts(candidates, checks),
      checks,
      removed: analysis.prose.removed,
    };
  }

  #statements(analysis: Analysis): Statement[] {
    const memory = new Memory();
    const all: Statement[] = [];
    for (const sentence of analysis.sentences) {
      const found: Statement[] = [];
      for (const clause of sentence.clauses) {
        const statement = statementOf(analysis, this.#vocabulary, this.#categories, sentence, clause, memory);
        if (statement === null) continue;
        if (!sentence.isHeadline) memory.note(clause.place, statement);
        const regions = listedRegions(sentence, clause).map(({ code }) => code);
        found.push(
          ...(regions.length > 0 ? regions : [statement.region]).map((region) => ({ ...statement, region })),
        );
      }
      found.push(...unnumbered(analysis, this.#vocabulary, sentence, memory));
      memory.pass(sentence, found, this.#categories);
      all.push(...found);
    }
    return all;
  }
}

function observation(statement: Merged, sourceId: string, publisher: string | null): Candidate {
  const { qualifier, value, upper, period, speaker } = statement;
  const cells: Cells = {
    region_code: statement.region,
    category_code: statement.category ?? "",
    indicator: statement.indicator.code,
    period_start: period?.start ?? "",
    period_end: period?.end ?? "",
    value: value ?? "",
    lower_bound: qualifier === "AT_LEAST" || upper !== null ? (value ?? "") : "",
    upper_bound: qualifier === "AT_MOST" ? (value ?? "") : (upper ?? ""),
    qualifier,
    value_status: statement.status,
    programmes: statement.programmes,
    funding: statement.funding,
    attributed_to: speaker ?? publisher ?? "Text of the article",
    source_id: sourceId,
  };
  return candidate("observations", cells, statement.evidence, statement.doubts, statement.derivedFrom);
}
