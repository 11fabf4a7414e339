import { UNCOVERED } from "./cues.js";
import { is, near, WAGE, word, type Rule } from "./words.js";

const OF_TARGET = word(String.raw`dari\s+(?:total\s+)?(?:target|kuota|sasaran)(?:\s+\p{L}+){0,3}`);
const GROWTH =
  /(?<!\p{L})(?:naik|meningkat|tumbuh|turun|menurun|kenaikan|pertumbuhan|peningkatan|penurunan|bertambah)(?:\s+(?:sebesar|sekitar|hingga|hampir|rata-rata))*\s*$/iu;
const COVERAGE = word(
  String.raw`cakupan|coverage|UCJ|kepesertaan\p{L}*|capaian\p{L}*|perlindungan|\p{L}*lindungi?|\p{L}*-?cover|tercakup|\p{L}*daftar|peserta|jamsos\p{L}*|jaminan\s+sosial|aktif|\p{L}*jamin`,
);
/** The rule of a rate that belongs to the group of the sentence before. */
export const RATE_OF_GROUP = "RATE_OF_GROUP";

/** What a percentage measures. */
export const rates: readonly Rule[] = [
  (words) =>
    /^\s*(?:poin|per\s+tahun|dari\s+(?:total\s+)?(?:upah|gaji|penghasilan|nilai|anggaran))/iu.test(
      words.right,
    ) || WAGE.test(words.segment)
      ? "NONE"
      : null,
  (words) =>
    /^\s*atau\s+$/iu.test(words.right) &&
    /^\s*atau\s+(?:\d+|\p{L}+)\s+bulan/iu.test(
      words.sentence.slice(words.sentence.indexOf(words.quantity.text) + words.quantity.text.length),
    )
      ? is("MONTHS_SHARE", "PERCENT_OR_MONTHS")
      : null,
  (words) =>
    OF_TARGET.test(words.right) ? is("TARGET_ATTAINMENT", "PART_OF_TARGET", { status: "ACTUAL" }) : null,
  (words) => (GROWTH.test(words.left) && !/menjadi\s*$/iu.test(words.left) ? "NONE" : null),
  (words) =>
    /penduduk\s+(?:yang\s+)?bekerja/iu.test(near(words)) && COVERAGE.test(words.context)
      ? is("COVERAGE_RATE_EMPLOYED", "OF_EMPLOYED")
      : null,
  (words) =>
    word("proyek").test(words.segment) ||
    (word(String.raw`kepatuhan\p{L}*`).test(words.segment) && word("proyek").test(words.context))
      ? is("PROJECTS_ENROLLED_SHARE", "PROJECTS")
      : null,
  (words) => (UNCOVERED.test(words.right) && !COVERAGE.test(words.left) ? "NONE" : null),
  (words) => (COVERAGE.test(words.segment) ? is("COVERAGE_RATE", "RATE") : null),
  (words) => (COVERAGE.test(words.sentence) ? is("COVERAGE_RATE", "RATE_IN_SENTENCE") : null),
  (words) =>
    COVERAGE.test(words.context) ||
    words.status === "TARGET" ||
    (/(?:angka|jumlah)\s+(?:itu|tersebut|ini)/iu.test(words.sentence) &&
      /dari\s+(?:total|seluruh|jumlah|angkatan)/iu.test(words.right)) ||
    words.comparesRate ||
    (words.followsRate && word(String.raw`ter(?:tinggi|rendah|besar|kecil)`).test(words.sentence)) ||
    (words.followsRate && words.quantity.qualifier !== "EXACT")
      ? is("COVERAGE_RATE", "RATE_BEFORE", { doubt: "coverage is named in the sentence before" })
      : null,
  // "Jumlah nelayan lebih dari 17 ribu. Jadi belum semua, baru sekitar 14 persen."
  (words) =>
    words.followsGroup && word(String.raw`baru|sudah|hanya|belum\s+semua`).test(words.sentence)
      ? is("COVERAGE_RATE", RATE_OF_GROUP, {
          doubt: "the rate is taken to be of the group in the sentence before",
        })
      : "NONE",
];
