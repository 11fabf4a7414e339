import { groupBy } from "../../../collections.js";
import type { TextSpan } from "../../candidate.js";
import type { Sentence } from "../text/prose.js";
import type { PlacedMention } from "./place-names.js";

/** An office or body in the words of the text, without the name of a person. */
export interface Office extends TextSpan {
  name: string;
  isPerson: boolean;
}

const TITLE =
  /(?<![\p{L}])(?:(?:Plt|Pj|Plh|Pjs|Penjabat|Pelaksana\s+Tugas|Wakil)\.?\s+)*(?:Gubernur|Bupati|Wali\s?[Kk]ota|Presiden|Wapres|Menteri|Kepala|Sekretaris|Sekda|Asisten|Ketua|Direktur|Deputi|Kabid|Kadis\p{L}*|Kacab|Camat|Wagub|Wabup|Wawali)(?![\p{L}])/gu;
const BODY =
  /(?<![\p{L}])(?:Pemerintah\s+(?:Kota|Kabupaten|Provinsi)|Pemkot|Pemkab|Pemprov|Pemko|BPJS\s+Ketenagakerjaan|BPJAMSOSTEK|BPJamsostek|Dinas|Disnaker\p{L}*|Kejaksaan\s+(?:Negeri|Tinggi)|Kejari|Kejati)(?![\p{L}])/gu;
// The words that names of offices consist of; the first other word ends the office, so that no person's name is taken.
const WORDS = new Set(
  `daerah dinas badan biro bagian kantor cabang wilayah kanwil kota kabupaten provinsi administrasi republik indonesia ri ibu
  tenaga kerja ketenagakerjaan transmigrasi perindustrian perdagangan koperasi ukm umkm sosial pendidikan kebudayaan kesehatan
  kelautan perikanan pertanian perkebunan pangan ketahanan peternakan pemberdayaan masyarakat desa pmd dpmd perempuan anak
  penanaman modal pelayanan terpadu satu pintu keuangan aset pendapatan perencanaan pembangunan kependudukan perhubungan
  bpjs bpjamsostek jamsostek utama madya pratama bidang kepesertaan korporasi institusi hubungan industrial pengawasan
  pemerintahan kesra kesejahteraan rakyat ekonomi umum setda sekretariat dprd tim komisi menteri koordinator manusia
  bank kejaksaan negeri tinggi muda perdata tata usaha negara kelapa gading perekonomian hukum organisasi sdm
  nagari sumbagsel sumbagut sumbarriau kalimantan sulawesi maluku papua jawa nusa tenggara barat timur tengah utara selatan diy
  disnaker disnakertrans dinsos dkp disperindag bappeda baznas statistik bps pusat penetapan jaminan`
    .split(/\s+/)
    .filter((word) => word !== ""),
);
const GENERAL = /^(?:Kepala|Ketua|Sekretaris|Direktur|Asisten|Deputi|Dinas|Menteri)$/;
const LINKS = new Set(["dan", "&", "bidang", "di", "dan/atau"]);
const SAYS =
  /(?<![\p{L}])(?:kata|ujar|tutur|ungkap|jelas|terang|papar|sebut|tegas|imbuh|tambah|ucap|beber|pungkas|lanjut)(?:nya|\s+dia|\s+ia)?(?![\p{L}])|(?<![\p{L}])(?:menurut(?:nya)?|dikatakan(?:nya)?|mengatakan|menyebut(?:kan)?|menyatakan|menjelaskan|mengungkap(?:kan)?|menuturkan|menyampaikan|memaparkan|menegaskan|menambahkan|menerangkan|merinci|melaporkan|mencatat|berkata|berharap|membeberkan|mengaku|memastikan|berjanji|meminta)(?![\p{L}])/giu;

/** The offices and bodies that a sentence names, in order. */
export function officesIn(text: string, regions: readonly PlacedMention[]): Office[] {
  const found: Office[] = [];
  for (const [expression, isPerson] of [
    [TITLE, true],
    [BODY, false],
  ] as const)
    for (const match of text.matchAll(expression)) {
      if (found.some(({ start, end }) => match.index >= start && match.index < end)) continue;
      const end = endOf(text, match.index + match[0].length, regions);
      const name = text.slice(match.index, end).replace(/\s+/g, " ");
      // A bare "Kepala" or "Ketua" is no office: "kepala lingkungan" are workers.
      if (GENERAL.test(name)) continue;
      found.push({ start: match.index, end, name, isPerson });
    }
  return found.sort((one, other) => one.start - other.start);
}

function endOf(text: string, from: number, regions: readonly PlacedMention[]): number {
  let end = from;
  for (const match of text.slice(from).matchAll(/\s*([\p{L}&/]+)/gu)) {
    const at = from + match.index;
    const until = at + match[0].length;
    if (at > from && at !== end && !/^\s*$/.test(text.slice(end, at))) break;
    const gap = text.slice(end, until - (match[1]?.length ?? 0));
    if (!/^\s+$/.test(gap)) break;
    const word = (match[1] ?? "").toLowerCase();
    const isRegion = regions.some((region) => until > region.start && until <= region.end);
    if (isRegion || (WORDS.has(word) && /^\p{Lu}/u.test(match[1] ?? ""))) end = until;
    else if (!LINKS.has(word)) break;
    else if (word === "di" || !nextIsOffice(text.slice(until))) break;
    else end = until;
  }
  return end;
}

const nextIsOffice = (rest: string): boolean => {
  const word = /^\s+(\p{Lu}[\p{L}]*)/u.exec(rest)?.[1]?.toLowerCase();
  return word !== undefined && WORDS.has(word);
};

const INSURANCE = /^(?:BPJS\s+Ketenagakerjaan|BPJAMSOSTEK|BPJamsostek)$/;

/** Who says each sentence: the office beside a verb of saying, in its paragraph for a quotation, else the one before. */
export function speakers(
  sentences: readonly Sentence[],
  officesOf: (sentence: Sentence) => readonly Office[],
): Map<Sentence, string | null> {
  const said = new Map<Sentence, string | null>();
  let last: string | null = null;
  for (const sentence of sentences) {
    const verbs = [...sentence.text.matchAll(SAYS)];
    const office = verbs.length === 0 ? null : nearest(officesOf(sentence), verbs.at(-1)?.index ?? 0);
    if (office !== null) last = office.name;
    said.set(sentence, verbs.length === 0 || sentence.isHeadline ? null : last);
  }
  const paragraphs = groupBy(sentences, ({ paragraph }) => paragraph);
  let before: string | null = null;
  for (const sentence of sentences) {
    if (said.get(sentence) == null && !sentence.isHeadline) {
      // The insurance itself is named in most sentences; it speaks where it is the subject.
      const body =
        officesOf(sentence).find(({ name, start }) => start < 3 || !INSURANCE.test(name))?.name ?? null;
      const isQuoted = /^["“]/.test(sentence.text) || /["”]$/.test(sentence.text);
      const around = paragraphs.get(sentence.paragraph) ?? [];
      const other = around.map((one) => said.get(one)).find((name) => name != null) ?? null;
      said.set(sentence, (isQuoted ? other : (body ?? other)) ?? before);
    }
    before = said.get(sentence) ?? before;
  }
  return said;
}

function nearest(offices: readonly Office[], at: number): Office | null {
  const distance = ({ start, end, isPerson }: Office): number =>
    Math.min(Math.abs(start - at), Math.abs(end - at)) + (isPerson ? 0 : 60);
  return [...offices].sort((one, other) => distance(one) - distance(other))[0] ?? null;
}
