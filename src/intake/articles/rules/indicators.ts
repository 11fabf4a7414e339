import type { Counted } from "../find/quantities.js";
import { COVER, UNCOVERED } from "./cues.js";
import { money } from "./money.js";
import { people } from "./people.js";
import { rates } from "./rates.js";
import { is, OF_WHOLE, word, type Measured, type Rule, type Words } from "./words.js";

const MONTHS_BEFORE =
  /(?<!\p{L})(?:selama|berlaku|x|untuk|cuma|hanya|atau|penuh|periode|durasi|masa(?:\s+(?:tugas|kerja))?|jangka\s+waktu|(?:di)?lanjutkan|diperpanjang|meng-?cover|iuran|perlindungan(?:nya)?)(?:\s+(?:iuran|perlindungan|penuh|waktu))?\s*$/iu;
const PAID_COVER = word(
  String.raw`iuran\p{L}*|premi|\p{L}*lindung\p{L}*|\p{L}*bayar\p{L}*|(?:di|men)?tanggung|membiayai|dibiayai|\p{L}*anggar\p{L}*|alokasi\p{L}*|mengalokasikan|\p{L}*daftarkan|DBH\p{L}*|APBD\p{L}*|bantuan|cover`,
);
/** Whether a number is the whole of the one just before it: "22 dari 38 instansi". */
const isWhole = ({ sentence, quantity }: Words): boolean =>
  /\d\s+dari(?:\s+total)?\s*$/iu.test(sentence.slice(0, quantity.start));

const employers: readonly Rule[] = [
  (words) =>
    word(
      String.raw`tidak\s+patuh|belum\s+patuh|menunggak|tak\s+patuh|PDS|wajib\s+belum\s+daftar|SKK|kejari|kejaksaan`,
    ).test(words.segment) ||
    word(String.raw`sisanya|dipanggil`).test(words.sentence) ||
    UNCOVERED.test(words.segment)
      ? is("EMPLOYERS_NON_COMPLIANT", "NOT_COMPLIANT", { status: "ACTUAL" })
      : null,
  (words) =>
    word(
      String.raw`CSR|TJSL|tanggung\s+jawab\s+sosial|penyumbang|donatur|menyumbang|ikut\s+(?:membiayai|menanggung)|sponsor`,
    ).test(words.sentence) ||
    /(?<!\p{L})(?:menanggung|membiayai|menyumbang|membantu)(?!\p{L})/iu.test(
      words.sentence.slice(words.quantity.end, words.quantity.end + 70),
    )
      ? isWhole(words)
        ? "NONE"
        : is("EMPLOYERS_SPONSORING", "SPONSORS")
      : null,
  (words) => (isWhole(words) ? is("EMPLOYERS_TOTAL", "OF_WHOLE", { status: "ACTUAL" }) : null),
  (words) =>
    OF_WHOLE.test(words.left) &&
    !COVER.test(words.left) &&
    !COVER.test(words.right) &&
    !/(?:orang|pekerja|peserta)\s+dari\s*$/iu.test(words.left) &&
    !/\d[\d.]*\s+\p{L}*\s*dari\s*$/iu.test(words.left) &&
    words.quantity.start < 40
      ? is("EMPLOYERS_TOTAL", "OF_WHOLE", { status: "ACTUAL" })
      : null,
  (words) => (COVER.test(words.context) ? is("EMPLOYERS_REGISTERED", "TAKES_PART") : "NONE"),
];

const RULES: Readonly<Record<Counted, readonly Rule[]>> = {
  PERSONS: people,
  PERCENT: rates,
  IDR: money,
  EMPLOYERS: employers,
  RECIPIENTS: [
    ({ quantity, context }) =>
      // "Beasiswa untuk dua anak" is what each insured person may get.
      /^anak/iu.test(quantity.noun) && (quantity.isSpelled || !word("beasiswa").test(context))
        ? "NONE"
        : null,
    ({ right }) => (/^\s*(?:pertama|kedua|ketiga)/iu.test(right) ? "NONE" : null),
    () => is("BENEFIT_RECIPIENTS", "RECIPIENTS"),
  ],
  CASES: [
    (words) =>
      word(String.raw`\p{L}*klaim\p{L}*|kasus|santunan|kecelakaan|manfaat`).test(words.context)
        ? is("CLAIM_CASES", "CASES")
        : "NONE",
  ],
  MSME: [
    (words) =>
      COVER.test(words.segment) || word("mendaftar").test(words.segment)
        ? is("PROTECTED_WORKERS", "COVERED")
        : is("MSME_COUNT", "BUSINESSES"),
  ],
  LARGE_EMPLOYERS: [() => is("LARGE_EMPLOYER_COUNT", "LARGE_EMPLOYERS")],
  MONTHS: [
    (words) =>
      MONTHS_BEFORE.test(words.left) && PAID_COVER.test(words.context)
        ? is("MONTHS_COVERED", "MONTHS_OF_COVER")
        : "NONE",
  ],
  VILLAGES: [
    (words) => (isWhole(words) || UNCOVERED.test(words.right) ? "NONE" : null),
    (words) => (word("sosialisasi").test(words.sentence) ? is("VILLAGES_SOCIALISED", "SESSIONS") : null),
    (words) => (word(String.raw`desa\s+sadar`).test(words.sentence) ? is("AWARE_VILLAGES", "AWARE") : null),
    (words) =>
      COVER.test(words.sentence) &&
      !/(?<!\p{L})(?:dengan|di|mendorong|mengimbau|meminta|mewajibkan|mengajak|(?<=\S\s)dari)\s*$/iu.test(
        words.left,
      )
        ? is("VILLAGES_ENROLLED", "TAKES_PART")
        : "NONE",
  ],
  DISTRICTS: [
    (words) =>
      word(String.raw`sosialisasi|edukasi|penyuluhan`).test(words.context)
        ? is("DISTRICTS_SOCIALISED", "SESSIONS")
        : "NONE",
  ],
  GOVERNMENTS: [
    (words) =>
      word(String.raw`penghargaan|apresiasi|award|anugerah`).test(words.sentence) &&
      !word(String.raw`dinilai|dari|nominasi`).test(words.left)
        ? is("RECIPIENT_GOVERNMENTS", "AWARDED")
        : null,
    (words) =>
      word(String.raw`instruksi|menginstruksikan|surat\s+edaran`).test(words.sentence)
        ? is("REGIONS_ADDRESSED", "INSTRUCTED")
        : "NONE",
  ],
  PROJECTS: [
    (words) =>
      /dari(?:\s+total)?\s*$/iu.test(words.left)
        ? is("PROJECTS_TOTAL", "OF_WHOLE")
        : COVER.test(words.sentence)
          ? is("PROJECTS_ENROLLED", "TAKES_PART")
          : "NONE",
  ],
  AGENTS: [(words) => (word("perisai").test(words.context) ? is("PERISAI_AGENTS", "AGENTS") : "NONE")],
  KITCHENS: [
    (words) =>
      /dari\s*$/iu.test(words.left)
        ? is("KITCHENS_TOTAL", "OF_WHOLE")
        : COVER.test(words.sentence)
          ? is("KITCHENS_ENROLLED", "TAKES_PART")
          : is("KITCHENS_TOTAL", "KITCHENS"),
  ],
  HOUSEHOLDS: [
    (words) => (word(String.raw`santunan|klaim|manfaat|ahli\s+waris`).test(words.sentence) ? "NONE" : null),
    (words) => (COVER.test(words.sentence) ? is("HOUSEHOLDS_COVERED", "TAKES_PART") : "NONE"),
  ],
};

// "Kalau setiap desa menanggung 50 orang, 150 ribu bisa terlindungi" is no statement; "jika tahun lalu 2.000, kini 3.000" is.
const SUPPOSED =
  /(?:^|["“.]\s*)(?:kalau|jika|bila|apabila|seandainya|andaikan|misal(?:nya|kan)?)\s+(?!tahun|pada|sebelumnya|dulu|(?:di)?banding|di\s+tahun)/iu;
const MAY = word(String.raw`bisa|dapat|akan|maka`);

/** What a quantity measures, by the first rule that fits; null for one that is no statement on cover. */
export function measured(words: Words): Measured | null {
  if (SUPPOSED.test(words.sentence.slice(0, words.quantity.start)) && MAY.test(words.sentence)) return null;
  for (const rule of RULES[words.quantity.counted]) {
    const found = rule(words);
    if (found === "NONE") return null;
    if (found !== null) return found;
  }
  return null;
}
