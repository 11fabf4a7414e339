import { COUNTRY, provinceOf } from "../../../modules/regions/region-code.rules.js";
import { candidate, type Candidate, type Doubt } from "../../candidate.js";
import type { Vocabulary } from "../../vocabulary.js";
import type { Analysed, Analysis } from "../analysis.js";
import type { PlacedMention } from "../find/place-names.js";
import { evidenceIn, slugOf } from "./evidence.js";

const RECOGNITION = /(?<!\p{L})(?:penghargaan|award|anugerah|apresiasi|piagam)(?!\p{L})/iu;
const INSURANCE = /(?<!\p{L})(?:BPJS\s+Ketenagakerjaan|BPJAMSOSTEK|Jamsostek)(?!\p{L})/iu;
const RECEIVES =
  /(?<!\p{L})(?:menerima|terima|meraih|raih|mendapat(?:kan)?|memperoleh|diganjar|dianugerahi|membawa\s+pulang|diterima|menyabet|sabet)(?!\p{L})/iu;
const GIVES = /(?<!\p{L})(?:memberikan|memberi|menyerahkan|menganugerahkan|diberikan|diserahkan)(?!\p{L})/iu;
const GOVERNMENT =
  /(?<!\p{L})(?:pem(?:kab|kot|ko|prov|da)|pemerintah\s+(?:daerah|kabupaten|kota|provinsi)|bupati|wali\s?kota|gubernur|kabupaten|kota)(?!\p{L})/iu;
const NAME = /(?:[“"](?<quoted>[^”"]{4,80})[”"]|(?<plain>(?:\p{Lu}[\p{L}]+\s+){1,4}Award(?:s)?))/u;
const VENUE = /(?<!\p{L})(?:di|se|wilayah|regional)[\s-]*(?:Kota|Kabupaten|Provinsi)?\s*$/iu;

/** Recognitions by the insurance other than the Paritrana Award, and the regions that received them. */
export function recognitions(
  analysis: Analysis,
  { awards: known, stored }: Vocabulary,
  sourceId: string,
): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const sentence of analysis.sentences) {
    const { text } = sentence;
    const word = RECOGNITION.exec(text);
    if (!word || sentence.isHeadline || /Paritrana/iu.test(text) || !INSURANCE.test(text)) continue;
    const recipients = recipientsIn(analysis, sentence);
    const [first] = recipients;
    if (!first) continue;
    const award = awardOf(analysis, sentence, word, first, sourceId);
    const id = award.cells.id ?? "";
    if (!known.has(id) && !stored.ids.has(id) && !found.has(id)) found.set(id, award);
    for (const recipient of recipients) {
      const key = `${id} ${recipient.code}`;
      if (!found.has(key)) found.set(key, resultOf(sentence, id, recipient, sourceId));
    }
  }
  return [...found.values()];
}

// Who receives: the governments of a list that is given to, else the one that says it received.
function recipientsIn({ region }: Analysis, { text, regions }: Analysed): PlacedMention[] {
  const gives = GIVES.exec(text);
  const receives = RECEIVES.exec(text);
  if (!GOVERNMENT.test(text) || (!gives && !receives)) return [];
  const places = regions.filter(
    ({ role, start }) => role !== "OFFICE" && role !== "OTHER" && !VENUE.test(text.slice(0, start)),
  );
  if (receives && !gives) {
    const before = places.filter(({ start }) => start < receives.index);
    if (before.length > 0) return before;
    return /(?<!\p{L})(?:pem(?:kab|kot|ko|prov|da)|bupati|wali\s?kota|gubernur)/iu.test(text) && region
      ? [region]
      : [];
  }
  return places.filter(({ start }) => start > (gives?.index ?? 0));
}

function awardOf(
  { today }: Analysis,
  sentence: Analysed,
  word: RegExpExecArray,
  first: PlacedMention,
  sourceId: string,
): Candidate {
  const { text, times, offices } = sentence;
  const stated = NAME.exec(text)?.groups ?? {};
  const year = times.find(({ kind }) => kind === "IN")?.from.slice(0, 4) ?? today?.slice(0, 4) ?? "";
  const isNational = /(?<!\p{L})(?:nasional|direktur\s+utama|menteri|kantor\s+pusat)(?!\p{L})/iu.test(text);
  const name = stated.quoted ?? stated.plain ?? "Recognition of BPJS Ketenagakerjaan";
  const place = isNational ? COUNTRY : (provinceOf(first.code) ?? COUNTRY);
  const cells = {
    id: slugOf("bpjstk", isNational ? "nat" : `p${place}`, name, year),
    name: `${name.trim()} ${year}`.trim(),
    organiser: offices.find((office) => INSURANCE.test(office.name))?.name ?? "BPJS Ketenagakerjaan",
    level: isNational ? "NATIONAL" : "REGIONAL_OFFICE",
    category: "local-government",
    cycle_year: year,
    awarded_on: dayOf(sentence),
    source_id: sourceId,
  };
  const doubt: Doubt = {
    code: "INCOMPLETE",
    text: "this award is not known; its name, organiser and level are read from one sentence",
  };
  const span = { start: word.index, end: word.index + word[0].length };
  return candidate("awards", cells, [evidenceIn(sentence, span, "RECOGNITION")], [doubt]);
}

const dayOf = ({ times }: Analysed): string =>
  times.find(({ from, until }) => from.length === 10 && from === until)?.from ?? "";

function resultOf(
  sentence: Analysed,
  id: string,
  { code, doubt }: PlacedMention,
  sourceId: string,
): Candidate {
  const cells = {
    award_id: id,
    recipient_type: "REGION",
    recipient_id: code,
    stage: "WINNER",
    rank: "",
    shortlist_size: "",
    pool_size: "",
    decided_on: dayOf(sentence),
    source_id: sourceId,
    note: "",
  };
  const whole = { start: 0, end: sentence.text.length };
  const doubts: Doubt[] = doubt === null ? [] : [{ code: "REGION", text: doubt }];
  return candidate("award_results", cells, [evidenceIn(sentence, whole, "RECOGNITION_RECEIVED")], doubts);
}
