import { provinceOf } from "../../../modules/regions/region-code.rules.js";
import { candidate, type Candidate, type Doubt } from "../../candidate.js";
import { regulationKey, type StoredKeys, type Vocabulary } from "../../vocabulary.js";
import type { Analysed, Analysis } from "../analysis.js";
import type { NamedAct } from "../find/named-acts.js";
import { evidenceIn, slugOf } from "./evidence.js";

const NATIONAL = new Set(["UU", "PP", "PERPRES", "INPRES", "PERMENDAGRI", "PERMENAKER"]);
const PROVINCIAL = new Set(["PERGUB"]);
const STATUSES: readonly (readonly [RegExp, string])[] = [
  [/(?<!\p{L})(?:direvisi|revisi|perubahan\s+atas|diubah)(?!\p{L})/iu, "UNDER_REVISION"],
  [/(?<!\p{L})(?:rancangan|ranperda|raperda|digodok|dibahas|penyusunan)(?!\p{L})/iu, "DRAFT"],
  [/(?<!\p{L})dicabut(?!\p{L})/iu, "REVOKED"],
  [
    /(?<!\p{L})(?:akan|berencana|berjanji|segera)\s+(?:\p{L}+\s+){0,2}(?:menerbitkan|mengeluarkan|menyusun|membuat|diterbitkan)/iu,
    "PLANNED",
  ],
];

/** Regulations and agreements with a number, or of a kind that seldom has one. */
export function regulations(
  analysis: Analysis,
  { regions, stored }: Vocabulary,
  sourceId: string,
): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const sentence of analysis.sentences)
    for (const act of sentence.acts) {
      if (act.number === "" && (act.type !== "AGREEMENT" || sentence.isHeadline)) continue;
      const region = NATIONAL.has(act.type) ? "" : regionOfAct(analysis, sentence, act);
      if (region === null) continue;
      const name = regions.find(({ code }) => code === region)?.officialName ?? "";
      const made = regulation(analysis, sentence, act, { region, name }, stored, sourceId);
      const key = act.type === "AGREEMENT" ? `AGREEMENT ${region}` : `${act.type} ${act.number} ${region}`;
      const known = found.get(key);
      found.set(key, known ? { ...known, evidence: [...known.evidence, ...made.evidence] } : made);
    }
  return [...found.values()];
}

function regionOfAct(
  { region }: Analysis,
  sentence: Analysed,
  { type, start, end }: NamedAct,
): string | null {
  const inside = sentence.regions.find((mention) => mention.start >= start && mention.end <= end);
  const chosen =
    inside?.code ?? sentence.regions.find(({ role }) => role === "GOVERNMENT")?.code ?? region?.code;
  if (chosen === undefined) return null;
  return PROVINCIAL.has(type) ? (provinceOf(chosen) ?? chosen) : chosen;
}

function regulation(
  { today }: Analysis,
  sentence: Analysed,
  { type, number, year, subject, start, end }: NamedAct,
  { region, name }: { region: string; name: string },
  stored: StoredKeys,
  sourceId: string,
): Candidate {
  const doubts: Doubt[] = [];
  const isAgreement = type === "AGREEMENT";
  const cells = {
    id: slugOf(type, name, number === "" ? sourceId : number, number.includes(year) ? "" : year),
    type,
    number,
    year: year === "" && isAgreement ? (today?.slice(0, 4) ?? "") : year,
    subject: subject === "" ? "Subject not stated in the article" : subject,
    region_code: region,
    status: STATUSES.find(([expression]) => expression.test(sentence.text))?.[1] ?? "IN_FORCE",
    issued_on: "",
    implements_id: "",
    source_id: sourceId,
  };
  if (subject === "")
    doubts.push({ code: "INCOMPLETE", text: "the subject is not stated beside the number" });
  if (year === "" && isAgreement) doubts.push({ code: "PERIOD", text: "the year is that of the article" });
  const known =
    stored.regulations.get(regulationKey(cells)) ?? (stored.ids.has(cells.id) ? cells.id : undefined);
  if (known !== undefined) doubts.push({ code: "STORED", text: `stored already as ${known}` });
  return candidate("regulations", cells, [evidenceIn(sentence, { start, end }, "NAMED_ACT")], doubts);
}
