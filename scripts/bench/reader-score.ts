import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Candidate } from "../../src/intake/candidate.js";
import type { ArticleReader, Reading } from "../../src/intake/articles/read-article.js";
import { articleOf } from "../../src/intake/articles/text/open-article.js";

/** The labelled articles: a text, and beside it a file of its facts. */
const LABELLED_FOLDER = "test/intake/articles";

/** A text of our own wording with what it says, one fact a line. */
export interface Labelled {
  name: string;
  text: string;
  publishedOn: string | null;
  /** `region category indicator period value qualifier status [payer]`, with `-` for none; a range is `5000..6000`. */
  facts: string[];
  /** `cohort …`, `award …`, `regulation …` and `initiative …`: those that must be found; more may be. */
  others: string[];
}

/** How many facts were found, and how many of the candidates are right in what. */
export interface Score {
  facts: number;
  found: number;
  candidates: number;
  valueAndQualifier: number;
  indicatorAndRegion: number;
  periodAndStatus: number;
  others: number;
  othersFound: number;
}

const EMPTY_SCORE: Score = {
  facts: 0,
  found: 0,
  candidates: 0,
  valueAndQualifier: 0,
  indicatorAndRegion: 0,
  periodAndStatus: 0,
  others: 0,
  othersFound: 0,
};

export async function readLabelled(folder = LABELLED_FOLDER): Promise<Labelled[]> {
  const names = (await readdir(folder)).filter((file) => file.endsWith(".txt")).sort();
  return Promise.all(
    names.map(async (file) => {
      const text = await readFile(join(folder, file), "utf8");
      const lines = (await readFile(join(folder, file.replace(".txt", ".facts")), "utf8")).trim().split("\n");
      const published = lines.find((line) => line.startsWith("published: "));
      const isOther = (line: string): boolean => /^(?:cohort|award|regulation|initiative) /.test(line);
      return {
        name: file.replace(".txt", ""),
        text,
        publishedOn: published?.slice("published: ".length) ?? null,
        facts: lines.filter((line) => line !== published && !isOther(line)),
        others: lines.filter(isOther),
      };
    }),
  );
}

export const readingOf = (reader: ArticleReader, { name, text, publishedOn }: Labelled): Reading =>
  reader.read({ ...articleOf(text, { isHtml: false }), publishedOn }, name);

interface Pair {
  fact: string;
  candidate: Candidate;
  likeness: number;
}

/** Compares a reading with the facts of its article; a candidate counts for the fact of its value that it is most like. */
export function scoreOf({ facts, others }: Labelled, { candidates }: Reading): Score {
  const observations = candidates.filter(({ table }) => table === "observations");
  const pairs: Pair[] = facts
    .flatMap((fact) =>
      observations.map((candidate) => ({ fact, candidate, likeness: likeness(fact, candidate) })),
    )
    .filter((pair) => pair.likeness >= 100)
    .sort((one, other) => other.likeness - one.likeness);
  const [told, used] = [new Set<string>(), new Set<Candidate>()];
  const score = {
    ...EMPTY_SCORE,
    facts: facts.length,
    candidates: observations.length,
    others: others.length,
  };
  for (const { fact, candidate } of pairs) {
    if (told.has(fact) || used.has(candidate)) continue;
    told.add(fact);
    used.add(candidate);
    const right = agreement(fact, candidate);
    score.found += 1;
    score.valueAndQualifier += Number(right.qualifier);
    score.indicatorAndRegion += Number(right.indicator && right.region);
    score.periodAndStatus += Number(right.period && right.status);
  }
  const lines = new Set(candidates.map(otherLine));
  score.othersFound = others.filter((line) => lines.has(line)).length;
  return score;
}

/** The sum of scores. */
export function sumOf(scores: readonly Score[]): Score {
  const sum = { ...EMPTY_SCORE };
  for (const score of scores) for (const key of Object.keys(sum) as (keyof Score)[]) sum[key] += score[key];
  return sum;
}

function agreement(fact: string, { cells }: Candidate) {
  const [region, category, indicator, period, stated = "", qualifier, status] = fact.split(" ");
  // Of a range the lower end is the value.
  const [value = "", upper = ""] = stated.split("..");
  const time =
    cells.period_start === cells.period_end
      ? cells.period_start
      : `${cells.period_start ?? ""}..${cells.period_end ?? ""}`;
  return {
    value:
      (value === "-" ? "" : String(Number(value))) ===
      (cells.value === "" ? "" : String(Number(cells.value))),
    qualifier: qualifier === cells.qualifier && (upper === "" || Number(upper) === Number(cells.upper_bound)),
    region: region === cells.region_code,
    category: (category === "-" ? "" : category) === cells.category_code,
    indicator: indicator === cells.indicator,
    period: period === time,
    status: status === cells.value_status,
  };
}

function likeness(fact: string, candidate: Candidate): number {
  const right = agreement(fact, candidate);
  const isSame = right.value && (candidate.cells.value !== "" || right.qualifier);
  const weights = [isSame ? 100 : 0, right.indicator ? 10 : 0, right.region ? 5 : 0, right.category ? 4 : 0];
  return weights.reduce((sum, weight) => sum + weight, (right.period ? 2 : 0) + (right.status ? 1 : 0));
}

const orDash = (cell = ""): string => (cell === "" ? "-" : cell);

function otherLine({ table, cells }: Candidate): string {
  const parts: Partial<Record<typeof table, (string | undefined)[]>> = {
    worker_cohorts: ["cohort", cells.region_code, cells.category_code],
    award_results: ["award", cells.award_id, cells.recipient_id, cells.stage, cells.rank],
    regulations: [
      "regulation",
      cells.type,
      orDash(cells.number),
      orDash(cells.year),
      orDash(cells.region_code),
    ],
    initiatives: ["initiative", cells.region_code, cells.name],
  };
  return (parts[table] ?? []).filter((part) => part !== undefined && part !== "").join(" ");
}
