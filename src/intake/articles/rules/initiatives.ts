import { candidate, type Candidate, type Doubt } from "../../candidate.js";
import type { Vocabulary } from "../../vocabulary.js";
import type { Analysis } from "../analysis.js";
import { evidenceIn, slugOf } from "./evidence.js";

// Names stand in quotation marks or capitals behind a word for what they are.
const NAMED =
  /(?<!\p{L})(?<what>program|gerakan|inovasi|aplikasi|layanan|inisiatif)(?:\s+(?:bertajuk|bernama|inovasi|yang\s+diberi\s+nama))?\s+(?:["“](?<quoted>[^"”]{3,60})["”]|(?<capital>\p{Lu}{4,}(?:\s+\p{Lu}{3,}){0,3})(?!\p{L}))/giu;
// These are programmes of the insurance itself, or names of bodies.
const GENERAL = /^(?:JKK|JKM|JHT|JKP|JP|BPJS|BPJAMSOSTEK|JAMSOSTEK|JAMINAN|APBD|DBHCHT|UMKM|TNI|ASN|MBG)$/u;
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/aplikasi|digital|daring|online|QR/iu, "DIGITAL_PLATFORM"],
  [/perizinan|izin|DPMPTSP|PTSP/iu, "PERMIT_TIME_ENROLMENT"],
  [/kejaksaan|kepatuhan|pengawasan/iu, "COMPLIANCE"],
  [/integrasi\s+data|pemadanan/iu, "DATA_SYNC"],
  [/iuran|APBD|DBH|CSR|menanggung|membiayai|donasi|mendaftarkan/iu, "FUNDING"],
  [/sosialisasi|edukasi|loket|agen/iu, "OUTREACH"],
];

/** Programmes of local governments that have a name of their own. */
export function initiatives(analysis: Analysis, { stored }: Vocabulary, sourceId: string): Candidate[] {
  const found = new Map<string, Candidate>();
  const region = analysis.region?.code;
  if (region === undefined) return [];
  for (const [place, sentence] of analysis.sentences.entries())
    for (const match of sentence.text.matchAll(NAMED)) {
      const { quoted, capital } = match.groups ?? {};
      // Under the flag i a class of capitals matches small letters too.
      if (quoted === undefined && capital?.toUpperCase() !== (capital ?? "")) continue;
      const name = (quoted ?? capital ?? "").trim().replace(/[,.]$/, "");
      if (GENERAL.test(name) || found.has(name.toLowerCase())) continue;
      const context = `${sentence.text} ${analysis.sentences[place + 1]?.text ?? ""}`;
      const cells = {
        id: slugOf(region, name),
        name,
        type: TYPES.find(([expression]) => expression.test(context))?.[1] ?? "OTHER",
        region_code: region,
        started_on: /meluncurkan|diluncurkan|luncurkan/iu.test(context)
          ? (sentence.times.find(({ from }) => from.length === 10)?.from ?? "")
          : "",
        status: /(?:akan|berencana)\s+(?:di)?luncurkan|akan\s+meluncurkan/iu.test(context)
          ? "PLANNED"
          : "RUNNING",
        description: `Named in the article as ${match.groups?.what?.toLowerCase() ?? "programme"} "${name}"`,
        source_id: sourceId,
      };
      const span = { start: match.index, end: match.index + match[0].length };
      const doubts: Doubt[] = [
        { code: "INCOMPLETE", text: "the description is to be written by the reviewer" },
      ];
      if (stored.ids.has(cells.id)) doubts.push({ code: "STORED", text: `stored already as ${cells.id}` });
      found.set(
        name.toLowerCase(),
        candidate("initiatives", cells, [evidenceIn(sentence, span, "NAMED_PROGRAMME")], doubts),
      );
    }
  return [...found.values()];
}
