import type { TextSpan } from "../../candidate.js";

/** A regulation, circular or agreement that a text names. */
export interface NamedAct extends TextSpan {
  type: string;
  number: string;
  year: string;
  /** What stands behind "tentang". */
  subject: string;
}

const TYPES: readonly (readonly [string, string])[] = [
  [String.raw`Peraturan\s+Daerah|Perda|Qanun|Perdasi`, "PERDA"],
  [String.raw`Peraturan\s+Gubernur|Pergub`, "PERGUB"],
  [String.raw`Peraturan\s+Bupati|Perbup`, "PERBUP"],
  [String.raw`Peraturan\s+Wali\s?kota|Perwali|Perwako|Perwal`, "PERWALI"],
  [String.raw`Peraturan\s+Menteri\s+Dalam\s+Negeri|Permendagri`, "PERMENDAGRI"],
  [String.raw`Peraturan\s+Menteri\s+(?:Ketenagakerjaan|Tenaga\s+Kerja)|Permenaker`, "PERMENAKER"],
  [String.raw`Peraturan\s+Presiden|Perpres`, "PERPRES"],
  [String.raw`Peraturan\s+Pemerintah|PP`, "PP"],
  [String.raw`Instruksi\s+Presiden|Inpres`, "INPRES"],
  [String.raw`Undang-Undang|UU`, "UU"],
  [String.raw`Instruksi\s+(?:Gubernur|Bupati|Wali\s?kota)`, "INSTRUKSI"],
  [String.raw`Surat\s+Edaran|SE(?=\s+(?:Gubernur|Bupati|Wali))`, "SE"],
  [
    String.raw`[Nn]ota\s+[Kk]esepa(?:haman|katan)|[Mm]emorandum\s+of\s+[Uu]nderstanding|MoU|[Pp]erjanjian\s+[Kk]erja\s?[Ss]ama|PKS(?=\s+(?:antara|dengan))`,
    "AGREEMENT",
  ],
];
// Without a number only a word that is no plain noun names an act.
const NUMBER = String.raw`(?:\s+(?:[Nn]omor|[Nn]o\.?)\s*(?<number>[\w./-]*\d[\w./-]*)|\s+(?<short>\d{1,3})\s?\/\s?(?<shortYear>(?:19|20)\d\d))?`;
const YEAR = String.raw`(?:\s+(?:[Tt]ahun\s+)?(?<year>(?:19|20)\d\d))?`;
const SUBJECT = String.raw`(?:\s+(?:tentang|mengenai)\s+(?<subject>[^.;"”]{5,160}))?`;
const COMPILED = TYPES.map(([name, type]) => ({
  type,
  // Up to four words may say whose it is: "Perda Kota Medan Nomor 3".
  expression: new RegExp(
    String.raw`(?<![\p{L}])(?:${name})(?:\s+(?:(?!Nomor|No\b|Tahun)\p{Lu}[\p{L}]*)){0,5}${NUMBER}${YEAR}${SUBJECT}`,
    "gu",
  ),
}));
const LONGEST_SUBJECT_WORDS = 14;

/** Finds regulations and agreements by their kind, number and year. */
export function namedActs(text: string): NamedAct[] {
  const found: NamedAct[] = [];
  for (const { type, expression } of COMPILED)
    for (const match of text.matchAll(expression)) {
      const { number, short, shortYear, year, subject = "" } = match.groups ?? {};
      const end = match.index + match[0].length;
      const stated = (number ?? short ?? "").replace(/[./-]+$/, "");
      if (found.some((other) => match.index < other.end && other.start < end)) continue;
      found.push({
        start: match.index,
        // The subject may hold numbers of its own.
        end: end - subject.length,
        type,
        number: stated,
        year: year ?? shortYear ?? /[/-]((?:19|20)\d\d)$/.exec(stated)?.[1] ?? "",
        subject: subject
          .split(/\s+/)
          .slice(0, LONGEST_SUBJECT_WORDS)
          .join(" ")
          .replace(/,.*$|\s(?:sedang|akan|telah|sudah|yang\s+(?:di|me))\s?.*$/u, ""),
      });
    }
  return found.sort((one, other) => one.start - other.start);
}
