import { monthNamed } from "../mapping/month-names.js";
import type { NumberUnit } from "../mapping/parse-number.js";
import type { StatedPeriod } from "../mapping/parse-period.js";
import { periodsAmong, proseWords } from "../mapping/stated-periods.js";
import { unitsAmong } from "../mapping/number-units.js";
import type { ImportVocabulary } from "./import-vocabulary.js";
import { foldedWords, NameFinder, type FoundName } from "./name-finder.js";
import { withoutBothSexes } from "./sexes.js";

/** What the name of a column or a title says of the figures below it. */
export interface Said {
  indicators: readonly string[];
  categories: readonly string[];
  periods: readonly StatedPeriod[];
  units: readonly NumberUnit[];
  /** Codes of regions. */
  regions: readonly string[];
  statuses: readonly string[];
  /** Programmes of the insurance, such as JKK. */
  programmes: readonly string[];
  /** Words that say something else, which may change what the figures are. */
  others: readonly string[];
}

// Words that say nothing of what the figures are.
const NEUTRAL = new Set(
  `angka banyaknya data daftar jumlah jml nilai number of rekapitulasi rekap laporan lampiran statistik tabel table total realisasi
  menurut berdasarkan per di dan atau dengan pada untuk yang dalam oleh dari ke by in and the for as at
  tahun bulan triwulan semester periode posisi kondisi keadaan sampai s d year month
  provinsi propinsi prov kabupaten kab kota wilayah daerah kecamatan se indonesia nasional province regency city municipality
  orang jiwa satuan rp rupiah idr ribu ribuan juta jutaan miliar milyar persen persentase percent % 000
  bpjs ketenagakerjaan bpjamsostek jamsostek kantor cabang dinas sumber segmen segment program programme jenis kelamin`.split(
    /\s+/,
  ),
);
const STATUSES: readonly (readonly [words: RegExp, status: string])[] = [
  [/^(?:target|sasaran)$/, "TARGET"],
  [/^(?:rencana|proyeksi|direncanakan)$/, "PLANNED"],
  [/^(?:alokasi|dialokasikan|pagu)$/, "ALLOCATED"],
];
const PROGRAMMES = new NameFinder([
  { code: "JKK", names: ["JKK", "jaminan kecelakaan kerja"] },
  { code: "JKM", names: ["JKM", "jaminan kematian"] },
  { code: "JHT", names: ["JHT", "jaminan hari tua"] },
  { code: "JP", names: ["JP", "jaminan pensiun"] },
  { code: "JKP", names: ["JKP", "jaminan kehilangan pekerjaan"] },
]);
const LONGEST_REGION = 4;

/** The names of periods, indicators and categories in a text, each as its folded words. */
export function namesIn(text: string, vocabulary: ImportVocabulary): string[][] {
  const words = proseWords(text);
  const periods = periodsAmong(words);
  const rest = foldedWords(outside(words, periods).join(" "));
  const indicators = vocabulary.indicatorNames.among(rest);
  const left = outside(rest, indicators);
  const within = (all: readonly string[]) => (span: { from: number; until: number }) =>
    foldedWords(all.slice(span.from, span.until).join(" "));
  return [
    ...periods.map(within(words)),
    ...indicators.map(within(rest)),
    ...vocabulary.categoryNames.among(left).map(within(left)),
  ];
}

/** Reads a text as far as its words are known. */
export function saidBy(text: string, vocabulary: ImportVocabulary): Said {
  const words = proseWords(text);
  const periods = periodsAmong(words);
  const rest = foldedWords(outside(words, periods).join(" "));
  const indicators = vocabulary.indicatorNames.among(rest);
  const afterIndicators = outside(rest, indicators);
  const categories = vocabulary.categoryNames.among(afterIndicators);
  const afterCategories = outside(afterIndicators, categories);
  const regions = regionsAmong(afterCategories, vocabulary);
  const afterRegions = outside(afterCategories, regions);
  const programmes = PROGRAMMES.among(afterRegions);
  const left = withoutBothSexes(outside(afterRegions, programmes));
  const statuses = STATUSES.filter(([words]) => left.some((word) => words.test(word)));
  return {
    indicators: distinct(indicators),
    categories: distinct(categories),
    periods: periods.map(({ start, end }) => ({ start, end })),
    units: unitsAmong(text),
    regions: distinct(regions),
    statuses: statuses.map(([, status]) => status),
    programmes: distinct(programmes),
    others: left.filter(
      (word) =>
        !NEUTRAL.has(word) &&
        !/^\d+$/.test(word) &&
        monthNamed(word) === undefined &&
        !statuses.some(([words]) => words.test(word)),
    ),
  };
}

const distinct = (found: readonly FoundName[]): string[] => [...new Set(found.map(({ code }) => code))];

const outside = (words: readonly string[], spans: readonly { from: number; until: number }[]): string[] =>
  words.filter((_, place) => !spans.some(({ from, until }) => place >= from && place < until));

function regionsAmong(words: readonly string[], { matcher }: ImportVocabulary): FoundName[] {
  const found: FoundName[] = [];
  for (let from = 0; from < words.length; from += 1)
    for (let until = Math.min(words.length, from + LONGEST_REGION); until > from; until -= 1) {
      const name = words.slice(from, until).join(" ");
      const named = name.length > 2 && name !== "indonesia" ? matcher.named(name) : [];
      if (named.length === 0) continue;
      found.push(...named.map(({ code }) => ({ code, from, until })));
      from = until - 1;
      break;
    }
  return found;
}

/** Folds what several texts say into one. */
export const saidTogether = (all: readonly Said[]): Said => ({
  indicators: [...new Set(all.flatMap(({ indicators }) => indicators))],
  categories: [...new Set(all.flatMap(({ categories }) => categories))],
  periods: [
    ...new Map(
      all.flatMap(({ periods }) => periods).map((period) => [JSON.stringify(period), period]),
    ).values(),
  ],
  units: [...new Set(all.flatMap(({ units }) => units))],
  regions: [...new Set(all.flatMap(({ regions }) => regions))],
  statuses: [...new Set(all.flatMap(({ statuses }) => statuses))],
  programmes: [...new Set(all.flatMap(({ programmes }) => programmes))],
  others: [...new Set(all.flatMap(({ others }) => others))],
});
