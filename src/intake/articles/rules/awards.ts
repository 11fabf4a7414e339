import { COUNTRY, isProvince, provinceOf } from "../../../modules/regions/region-code.rules.js";
import { proseNumbers } from "../../../transfer/mapping/prose-numbers.js";
import { candidate, type Candidate, type Doubt } from "../../candidate.js";
import { resultKey, type Vocabulary } from "../../vocabulary.js";
import type { Analysed, Analysis } from "../analysis.js";
import type { PlacedMention } from "../find/place-names.js";
import { evidenceIn, slugOf } from "./evidence.js";

type Stage = "WINNER" | "NOMINEE" | "SHORTLISTED" | "INTERVIEWED" | "CANDIDATE";

const AWARD = /(?<!\p{L})Paritrana(?:\s+Award)?(?:\s*(?:Tahun\s+)?(?<year>20\d\d))?/giu;
const STAGES: readonly (readonly [RegExp, Stage])[] = [
  [/(?<!\p{L})(?:wawancara|paparan|penilaian|memaparkan|paparkan|dinilai\s+tim)(?!\p{L})/iu, "INTERVIEWED"],
  [/(?<!\p{L})(?:\d+|sepuluh|lima)\s+besar(?!\p{L})/iu, "SHORTLISTED"],
  [/(?<!\p{L})(?:nominasi|nominator|nomine|unggulan)(?!\p{L})/iu, "NOMINEE"],
  [/(?<!\p{L})(?:calon\s+penerima|kandidat|diusulkan)(?!\p{L})/iu, "CANDIDATE"],
  [
    /(?<!\p{L})(?:juara|peringkat|terbaik|meraih|diraih|raih|menerima|penghargaan|pemenang|dianugerahi|memenangkan)(?!\p{L})/iu,
    "WINNER",
  ],
];
const RANK =
  /(?<!\p{L})(?:juara|peringkat|terbaik|posisi|urutan)\s+(?:ke-?\s?|umum\s+)?(?<rank>pertama|kedua|ketiga|keempat|satu|dua|tiga|empat|I{1,3}|IV|[1-4])(?![\p{L}\d])/giu;
const RANKS = new Map([
  ...["pertama", "satu", "i", "1"].map((word) => [word, "1"] as const),
  ...["kedua", "dua", "ii", "2"].map((word) => [word, "2"] as const),
  ...["ketiga", "tiga", "iii", "3"].map((word) => [word, "3"] as const),
  ...["keempat", "empat", "iv", "4"].map((word) => [word, "4"] as const),
]);

interface Round {
  id: string;
  level: "NATIONAL" | "PROVINCIAL";
  year: string;
  category: string;
  province: string;
}

/** Results of regions in rounds of the Paritrana Award, with the rounds that are not known yet. */
export function awards(analysis: Analysis, vocabulary: Vocabulary, sourceId: string): Candidate[] {
  const year = yearOf(analysis);
  const found = new Map<string, Candidate>();
  let named: Analysed | null = null;
  for (const sentence of analysis.sentences) {
    const mention = [...sentence.text.matchAll(AWARD)].at(0);
    if (mention) named = sentence;
    // The sentences behind the one that names the award may tell ranks and shortlists.
    const isNear = named !== null && sentence.paragraph - named.paragraph <= 1;
    if (!isNear || sentence.isHeadline) continue;
    for (const result of resultsIn(analysis, sentence, mention !== undefined)) {
      const stated = mention?.groups?.year ?? year;
      const round = roundOf(analysis, result.recipient, stated);
      if (!vocabulary.awards.has(round.id) && !found.has(round.id))
        found.set(round.id, award(round, sentence, sourceId));
      const made = resultRow(round, result, sentence, vocabulary, sourceId);
      const key = `${round.id} ${result.recipient.code} ${result.stage}`;
      // "Raih Paritrana Award" may be followed by the rank.
      if ((found.get(key)?.cells.rank ?? "") === "") found.set(key, made);
    }
  }
  return [...found.values()];
}

interface Result {
  recipient: PlacedMention;
  stage: Stage;
  rank: string;
  shortlist: string;
  pool: string;
}

function resultsIn(analysis: Analysis, sentence: Analysed, isNamed: boolean): Result[] {
  const { text } = sentence;
  const stage = STAGES.find(([expression]) => expression.test(text))?.[1];
  if (stage === undefined) return [];
  const places = sentence.regions.filter(
    ({ role, start, code }) =>
      code !== COUNTRY &&
      role !== "OFFICE" &&
      role !== "OTHER" &&
      !/tingkat\s+(?:Provinsi\s+)?$/iu.test(text.slice(0, start)),
  );
  const ranked = Array.from(text.matchAll(RANK)).flatMap((match): Result[] => {
    const recipient = nextOrLast(text, places, match) ?? analysis.region;
    const rank = RANKS.get((match.groups?.rank ?? "").toLowerCase()) ?? "";
    return recipient ? [{ recipient, stage: "WINNER", rank, shortlist: "", pool: "" }] : [];
  });
  if (ranked.length > 0) return ranked;
  if (!isNamed && stage !== "SHORTLISTED") return [];
  const own = places.find(({ code }) => code === analysis.region?.code) ?? analysis.region;
  if (!own) return [];
  return [{ recipient: own, stage, rank: "", ...fieldOf(text, stage) }];
}

// "Juara pertama diraih Kabupaten A" names the winner behind the rank, "Kabupaten A juara pertama" before it.
const GIVEN =
  /^[\s,:(]*(?:(?:kategori|tingkat|untuk|bidang)\s[^,.;]{0,60}?)?[\s,]*(?:diraih|ditempati|diduduki|jatuh|diberikan|diterima|diperoleh|disabet|direbut|dimenangkan|menjadi\s+milik|adalah|ialah|yakni|yaitu)?\s*(?:oleh|kepada|pada)?\s*(?:Pemerintah\s+)?$/iu;

function nextOrLast(
  text: string,
  places: readonly PlacedMention[],
  { index, 0: { length } }: RegExpExecArray,
): PlacedMention | undefined {
  const next = places.find(({ start }) => start > index);
  if (next && GIVEN.test(text.slice(index + length, next.start))) return next;
  return places.filter(({ end }) => end <= index).at(-1) ?? next;
}

function fieldOf(text: string, stage: Stage): { shortlist: string; pool: string } {
  if (stage !== "SHORTLISTED") return { shortlist: "", pool: "" };
  const numbers = proseNumbers(text);
  const shortlist = numbers.find(({ end }) => /^\s+besar/iu.test(text.slice(end)))?.value ?? "";
  const pool =
    numbers.find(
      ({ start, end }) =>
        /dari\s+$/iu.test(text.slice(0, start)) &&
        /^\s+(?:kabupaten|kota|daerah|provinsi)/iu.test(text.slice(end)),
    )?.value ?? "";
  return { shortlist, pool };
}

function yearOf({ sentences, today }: Analysis): string | null {
  for (const { text } of sentences)
    for (const match of text.matchAll(AWARD)) if (match.groups?.year !== undefined) return match.groups.year;
  const beside = sentences
    .map(({ text }) => /Paritrana.{0,80}?tahun\s+(20\d\d)/iu.exec(text)?.[1])
    .find((year) => year !== undefined);
  if (beside !== undefined) return beside;
  // A ceremony belongs to the year before.
  return today === null ? null : String(Number(today.slice(0, 4)) - 1);
}

function roundOf({ sentences }: Analysis, recipient: PlacedMention, year: string | null): Round {
  const about = sentences
    .filter(({ text }) => /Paritrana/iu.test(text))
    .map(({ text }) => text)
    .join(" ");
  const isNational =
    /(?:tingkat|skala|ajang)\s+nasional|Presiden|Menko|Kemenko/iu.test(about) &&
    !/tingkat\s+provinsi/iu.test(about);
  const province = provinceOf(recipient.code) ?? COUNTRY;
  const category = isProvince(recipient.code) ? "province" : "regency-city";
  const level = isNational || category === "province" ? "NATIONAL" : "PROVINCIAL";
  const place = level === "NATIONAL" ? "nat" : `p${province}`;
  return {
    id: slugOf("paritrana", year ?? "", place, category),
    level,
    year: year ?? "",
    category,
    province,
  };
}

function award(
  { id, level, year, category, province }: Round,
  sentence: Analysed,
  sourceId: string,
): Candidate {
  const organiser =
    level === "NATIONAL"
      ? "Kemenko PMK and BPJS Ketenagakerjaan"
      : `Provincial Paritrana committee of ${province}`;
  const round = level === "NATIONAL" ? "national round" : `provincial round ${province}`;
  const name = `Paritrana Award ${year}, ${round}: ${category}`;
  const cells = {
    id,
    name,
    organiser,
    level,
    category,
    cycle_year: year,
    awarded_on: "",
    source_id: sourceId,
  };
  const match = /Paritrana(?:\s+Award)?/iu.exec(sentence.text);
  const span = {
    start: match?.index ?? 0,
    end: (match?.index ?? 0) + (match?.[0].length ?? sentence.text.length),
  };
  const doubt: Doubt = { code: "INCOMPLETE", text: "this round is not among the awards yet" };
  return candidate("awards", cells, [evidenceIn(sentence, span, "AWARD_ROUND")], [doubt]);
}

function resultRow(
  { id, year }: Round,
  result: Result,
  sentence: Analysed,
  { stored }: Vocabulary,
  sourceId: string,
): Candidate {
  const { recipient, stage, rank, shortlist, pool } = result;
  const event = sentence.times.find(({ kind, from }) => kind === "EVENT" && from.length === 10);
  const cells = {
    award_id: id,
    recipient_type: "REGION",
    recipient_id: recipient.code,
    stage,
    rank,
    shortlist_size: shortlist,
    pool_size: pool,
    decided_on: stage === "WINNER" ? (event?.from ?? "") : "",
    source_id: sourceId,
    note: "",
  };
  const doubts: Doubt[] = year === "" ? [{ code: "PERIOD", text: "the cycle is not stated" }] : [];
  if (stored.results.has(resultKey(cells)))
    doubts.push({ code: "STORED", text: "this result is stored already" });
  return candidate(
    "award_results",
    cells,
    [evidenceIn(sentence, { start: 0, end: sentence.text.length }, `AWARD_${stage}`)],
    doubts,
  );
}
