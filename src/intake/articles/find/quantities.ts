import type { Qualifier } from "../../../modules/observations/observation.entity.js";
import { proseNumbers } from "../../../transfer/mapping/prose-numbers.js";
import type { TextSpan } from "../../candidate.js";
import type { CategoryMention } from "./category-names.js";
import { rangedNumbers, type RangedNumber } from "./ranges.js";

/** What a number counts, by the noun behind it. */
export type Counted =
  | "PERSONS"
  | "RECIPIENTS"
  | "EMPLOYERS"
  | "MSME"
  | "LARGE_EMPLOYERS"
  | "CASES"
  | "MONTHS"
  | "VILLAGES"
  | "DISTRICTS"
  | "GOVERNMENTS"
  | "PROJECTS"
  | "AGENTS"
  | "KITCHENS"
  | "HOUSEHOLDS"
  | "IDR"
  | "PERCENT";

/** A number with what it counts and how exactly it is said. */
export interface Quantity extends RangedNumber {
  counted: Counted;
  /** From the first word of its qualifier to the end of its noun. */
  phrase: TextSpan;
  /** The noun behind the number; empty when there is none. */
  noun: string;
  qualifier: Extract<Qualifier, "EXACT" | "APPROXIMATE" | "AT_LEAST" | "AT_MOST">;
}

const NOUNS: readonly (readonly [RegExp, Counted])[] = (
  [
    [String.raw`(?:orang\s+)?(?:ahli\s+waris|penerima\s+(?:manfaat|santunan|klaim))`, "RECIPIENTS"],
    [String.raw`anak(?!\s+(?:muda|buah))`, "RECIPIENTS"],
    [String.raw`(?:pengusaha|perusahaan|usaha)\s+besar`, "LARGE_EMPLOYERS"],
    [String.raw`(?:pelaku\s+|unit\s+)?(?:UMKM|UKM|usaha\s+mikro)`, "MSME"],
    [String.raw`perusahaan|badan\s+usaha|pemberi\s+kerja|instansi|unit\s+usaha|entitas\s+usaha`, "EMPLOYERS"],
    [String.raw`(?:pengajuan\s+)?(?:kasus|klaim)|pengajuan`, "CASES"],
    [String.raw`bulan(?!\s+pertama)`, "MONTHS"],
    [String.raw`desa|kelurahan|nagari|gampong|kampung|kalurahan|pekon|tiyuh`, "VILLAGES"],
    [String.raw`kecamatan|distrik|kapanewon`, "DISTRICTS"],
    [
      String.raw`pemerintah\s+(?:daerah|kabupaten|kota)|pemda|pemkab|kabupaten(?:\s*\/\s*|\s+dan\s+)kota|kabupaten|kota|daerah`,
      "GOVERNMENTS",
    ],
    [String.raw`(?:paket\s+)?(?:proyek|pekerjaan\s+konstruksi)`, "PROJECTS"],
    [String.raw`agen(?:\s+perisai)?`, "AGENTS"],
    [String.raw`dapur|SPPG`, "KITCHENS"],
    [String.raw`KK|kepala\s+keluarga|keluarga|rumah\s+tangga`, "HOUSEHOLDS"],
    [
      String.raw`orang|jiwa|pekerja|potensi\s+(?:pekerja|tenaga\s+kerja)|tenaga\s+kerja|naker|peserta|buruh|karyawan|pegawai|warga|penduduk|angkatan\s+kerja|anggota|pengurus|petugas|penerima(?:\s+upah)?|bukan\s+penerima\s+upah|pengemudi|sopir|supir|kader|tokoh|tenaga|guru|pedagang|pelaku\s+usaha|kepesertaan`,
      "PERSONS",
    ],
  ] as const
).map(([source, counted]) => [new RegExp(`^(?:${source})(?![\\p{L}])`, "iu"), counted] as const);

// What may follow a number of people whose noun is left out: "100 ribu lebih.", "62.167 di antaranya".
const NO_NOUN =
  /^(?:[.,;|"”)\d]|$|(?:di\s*antara\p{L}*|yang|telah|sudah|dari|pada|dan|atau|akan|masih|sisanya|belum|terdaftar|tahun|sehingga|menjadi)(?!\p{L}))/iu;
const WHOLE_BEHIND = /^\s*dari\s+(?:total\s+|sekitar\s+)?\d+(?:\.\d{3})*\s+/iu;
const LEAST_WITHOUT_NOUN = 1000;

const LEFT: readonly (readonly [RegExp, Quantity["qualifier"]])[] = [
  [/(?:kurang\s+lebih|lebih\s+kurang)\s*$/iu, "APPROXIMATE"],
  [
    /(?:(?:tidak|tak)\s+lebih\s+dari|kurang\s+dari|di\s*bawah(?:\s+angka)?|maksimal|maksimum|paling\s+(?:banyak|tinggi)|(?:tidak|tak|belum)\s+(?:sampai|mencapai)|terbatas)\s*$/iu,
    "AT_MOST",
  ],
  [
    /(?:lebih\s+dari|di\s*atas(?:\s+angka)?|minimal|minimum|setidaknya|sedikitnya|paling\s+(?:sedikit|kurang)|sekurang-kurangnya|melebihi|melampaui|(?:me)?nembus|tembus|lebih)(?:\s+angka)?\s*$/iu,
    "AT_LEAST",
  ],
  [
    /(?:sekitar|sekira|kira-kira|hampir|mendekati|(?:di\s+)?kisaran|berkisar|±|~|diperkirakan(?:\s+(?:sebanyak|mencapai))?|perkiraan|estimasi)(?:\s+angka)?\s*$/iu,
    "APPROXIMATE",
  ],
];
const MORE =
  /^\s*(?:lebih(?!\s+(?:besar|kecil|banyak|tinggi|rendah|dari|baik|lanjut|kurang|dahulu|dulu))|ke\s+atas|plus)\b/iu;

/** The quantities of a sentence. Numbers within `masked` spans, such as dates, are none. */
export function quantitiesIn(
  text: string,
  masked: readonly TextSpan[],
  categories: readonly CategoryMention[],
): Quantity[] {
  const found: Quantity[] = [];
  for (const number of rangedNumbers(text)) {
    if (masked.some(({ start, end }) => number.start < end && start < number.end)) continue;
    const quantity = quantityOf(text, number, categories, found.at(-1));
    if (quantity !== null) found.push(quantity);
  }
  return withParts(text, found, masked);
}

// "73 dari 110 proyek": the noun of the whole is that of the part.
function withParts(text: string, found: readonly Quantity[], masked: readonly TextSpan[]): Quantity[] {
  const parts = found.flatMap((whole) => {
    const before = text.slice(0, whole.phrase.start);
    const match = /(?<![\p{L}\d.,/-])(\d+(?:\.\d{3})*)\s+dari\s+(?:total\s+|sekitar\s+)?$/u.exec(before);
    if (
      !match ||
      whole.unit !== null ||
      masked.some(({ start, end }) => match.index >= start && match.index < end)
    )
      return [];
    const [number] = proseNumbers(match[1] ?? "");
    if (!number || found.some(({ start, end }) => match.index >= start && match.index < end)) return [];
    const span = { start: match.index, end: match.index + (match[1] ?? "").length };
    return [{ ...whole, ...number, ...span, phrase: span, noun: "", qualifier: "EXACT" as const }];
  });
  return [...found, ...parts].sort((one, other) => one.start - other.start);
}

// "Dari 214 perusahaan, baru 162 yang …" counts what the number before counts.
const OF_THEM = /^\s*(?:di\s*antara\p{L}*|yang|sudah|telah)(?!\p{L})/iu;

function quantityOf(
  text: string,
  number: RangedNumber,
  categories: readonly CategoryMention[],
  previous: Quantity | undefined,
): Quantity | null {
  const after = previous?.phrase.end ?? 0;
  const more = MORE.exec(text.slice(number.end));
  const from = number.end + (more?.[0].length ?? 0);
  const isPart =
    previous?.unit === null && number.unit === null && !number.isSpelled && OF_THEM.test(text.slice(from));
  const ofThem = isPart ? { start: from, end: from, counted: previous.counted } : null;
  const noun = ofThem ?? nounAt(text, number, from, categories) ?? listedWith(text, number, from, previous);
  if (noun === null) return null;
  const isMore = more !== null || MORE.test(text.slice(noun.end));
  const [qualifier, start] = qualifierOf(text, number, isMore, after);
  return {
    ...number,
    counted: noun.counted,
    noun: text.slice(noun.start, noun.end),
    phrase: { start, end: noun.end },
    qualifier,
  };
}

// "2.115 guru ngaji, 780 amil": a noun that is not known stands in a list of people.
function listedWith(
  text: string,
  number: RangedNumber,
  from: number,
  previous: Quantity | undefined,
): (TextSpan & { counted: Counted }) | null {
  if (previous?.counted !== "PERSONS" || number.isSpelled) return null;
  const between = /^(?:\s*\p{L}+){0,2}\s*(?:,|dan|serta|, dan|, serta)\s*$/iu.test(
    text.slice(previous.phrase.end, number.start),
  );
  const noun = /^\s*\p{Ll}{4,}(?=\s*[,.;]|\s+(?:dan|serta)\s)/u.exec(text.slice(from));
  if (!between || !noun) return null;
  number.doubts.push(`"${noun[0].trim()}" is no known category`);
  return { start: from, end: from + noun[0].length, counted: "PERSONS" };
}

function nounAt(
  text: string,
  number: RangedNumber,
  from: number,
  categories: readonly CategoryMention[],
): (TextSpan & { counted: Counted }) | null {
  if (number.unit !== null) return { start: from, end: from, counted: number.unit };
  const blank = /^\s*(?:lagi\s+|unit\s+|calon\s+)?/u.exec(text.slice(from))?.[0].length ?? 0;
  const start = from + blank;
  const rest = text.slice(start, start + 60);
  for (const [expression, counted] of NOUNS) {
    const match = expression.exec(rest);
    if (match) return { start, end: start + match[0].length, counted };
  }
  const unit = /^unit(?!\p{L})/iu.exec(text.slice(from).trimStart());
  if (unit && /(?<!\p{L})(?:UMKM|UKM|usaha\s+mikro)(?!\p{L}).{0,40}$/iu.test(text.slice(0, number.start)))
    return { start: from, end: from + text.slice(from).indexOf("unit") + 4, counted: "MSME" };
  const category = categories.find((mention) => mention.start === start);
  if (category) return { start, end: category.end, counted: "PERSONS" };
  // "1.214 dari 3.137 desa" counts what the whole counts.
  const whole = WHOLE_BEHIND.exec(text.slice(from));
  const noun = whole && text.slice(from + whole[0].length, from + whole[0].length + 60);
  if (noun !== null && NOUNS.some(([expression, counted]) => counted !== "PERSONS" && expression.test(noun)))
    return null;
  const isLarge = !number.isSpelled && Number(number.value) >= LEAST_WITHOUT_NOUN;
  return isLarge && NO_NOUN.test(rest) ? { start: from, end: from, counted: "PERSONS" } : null;
}

function qualifierOf(
  text: string,
  number: RangedNumber,
  isMore: boolean,
  after: number,
): [Quantity["qualifier"], number] {
  const before = text.slice(Math.max(after, number.start - 40), number.start);
  let [found, start]: [Quantity["qualifier"] | null, number] = [null, number.start];
  for (const [expression, qualifier] of LEFT) {
    const match = expression.exec(before);
    if (!match) continue;
    [found, start] = [qualifier, number.start - before.length + match.index];
    break;
  }
  if (number.upper !== null) return ["APPROXIMATE", start];
  if (isMore || (number.unit === "IDR" && /mulai(?:\s+dari)?\s*$/iu.test(before))) return ["AT_LEAST", start];
  const isRounded = number.isVague || (number.isScaled && number.unit !== "PERCENT");
  return [found ?? (isRounded ? "APPROXIMATE" : "EXACT"), start];
}
