import type { CohortStatus } from "../../../modules/cohorts/worker-cohort.entity.js";
import { isProvince } from "../../../modules/regions/region-code.rules.js";
import { candidate, type Candidate, type Evidence } from "../../candidate.js";
import type { Analysed, Analysis } from "../analysis.js";
import type { CategoryMention } from "../find/category-names.js";
import { COVER, payerIn, programmesIn, statusAt, UNCOVERED } from "./cues.js";
import { evidenceIn } from "./evidence.js";
import { isSegment } from "./words.js";

const EXAMPLES =
  /(?<!\p{L})(?:antara\s+lain|meliputi|mencakup|seperti|mulai\s+dari|terdiri|yakni|yaitu|adalah|di\s*antara|terdapat)(?!\p{L})/iu;
const AIMED_AT = /(?<!\p{L})(?:sasaran|menyasar|selain|termasuk|juga)(?!\p{L})/iu;
const INTENDED = /(?<!\p{L})(?:didorong|dorong|mendorong|menyusul|ke\s+depan)(?!\p{L})/iu;
const WITHOUT = /(?<!\p{L})yang\s+belum(?:\s+\p{L}+)?\s+(?:adalah|yaitu|yakni)/iu;

// How many sentences behind one on cover a list of groups still belongs to it.
const REACH = 3;

/** Which groups of workers an article calls protected, or meant to be. */
export function cohorts(analysis: Analysis, sourceId: string): Candidate[] {
  const found = new Map<string, Candidate>();
  const region = analysis.region?.code;
  if (region === undefined) return [];
  let covered = -Infinity;
  for (const [place, sentence] of analysis.sentences.entries()) {
    if (sentence.isHeadline) continue;
    const isOwn = COVER.test(sentence.text);
    // A list of examples may follow the sentence that names the cover.
    const isList =
      place - covered <= REACH &&
      (EXAMPLES.test(sentence.text) || AIMED_AT.test(sentence.text) || INTENDED.test(sentence.text));
    if (isOwn || isList)
      for (const mention of sentence.categories.filter((one) => isGroup(sentence, one))) {
        const status = cohortStatus(sentence, mention);
        const code = regionFor(sentence, mention, region);
        const made = cohort(sentence, mention, code, status, sourceId);
        const key = `${code} ${mention.category.code}`;
        const known = found.get(key);
        found.set(key, known ? { ...known, evidence: [...known.evidence, ...made.evidence] } : made);
      }
    if (isOwn || payerIn(sentence.text, false) !== null) covered = place;
  }
  return [...found.values()];
}

function isGroup({ offices }: Analysed, { start, end, category }: CategoryMention): boolean {
  return !isSegment(category) && !offices.some((office) => start < office.end && office.start < end);
}

function regionFor({ regions }: Analysed, { start }: CategoryMention, region: string): string {
  const before = regions.filter(
    (mention) => mention.end <= start && mention.role !== "OFFICE" && mention.role !== "OTHER",
  );
  return before.at(-1)?.code ?? region;
}

function cohortStatus({ text, clauses }: Analysed, { start, end }: CategoryMention): CohortStatus {
  const before = text.slice(0, start);
  if (WITHOUT.test(before) || UNCOVERED.test(text.slice(end, end + 40))) return "NOT_ENROLLED";
  const status = statusAt(text, start);
  if (status === "PLANNED" || status === "TARGET" || INTENDED.test(text.slice(Math.max(0, start - 60))))
    return "PLANNED";
  if (/(?:seluruh|semua|segenap)\s+(?:para\s+)?$/iu.test(before)) return "ENROLLED";
  if (EXAMPLES.test(before)) return "PARTIAL";
  // "3.000 dari 15.000" is a part.
  const isPart = clauses.some(
    ({ quantity, left }) =>
      quantity.counted === "PERSONS" &&
      /(?<!\p{L})dari\s*$/iu.test(text.slice(left.start, quantity.phrase.start)),
  );
  return isPart || AIMED_AT.test(before) ? "PARTIAL" : "ENROLLED";
}

function cohort(
  sentence: Analysed,
  mention: CategoryMention,
  region: string,
  status: CohortStatus,
  sourceId: string,
): Candidate {
  const evidence: Evidence[] = [evidenceIn(sentence, mention, `COHORT_${status}`)];
  const cells = {
    region_code: region,
    category_code: mention.category.code,
    status,
    since: "",
    funding: payerIn(sentence.text, isProvince(region)) ?? "",
    programmes: programmesIn(sentence.text),
    employer_id: "",
    source_id: sourceId,
    note: "",
  };
  return candidate("worker_cohorts", cells, evidence);
}
