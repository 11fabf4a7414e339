import type { KnownCategory } from "../../vocabulary.js";
import { COVER, UNCOVERED } from "./cues.js";
import { is, isSegment, near, OF_WHOLE, word, type Measured, type Rule, type Words } from "./words.js";

const TARGET_BEFORE =
  /(?:dari\s+)?(?<!\p{L})(?:target|kuota|sasaran)(?:nya)?(?:\s+(?:sebanyak|sebesar|sejumlah|total|awal|\p{L}+))?\s*$/iu;
const POTENTIAL = word(
  String.raw`potensi|eligible|angkatan\s+kerja|(?:total|jumlah|seluruh)\s+(?:pekerja|tenaga\s+kerja|angkatan\s+kerja)`,
);
const COUNT = word(
  String.raw`tercatat|terdata|mendata|pendataan|jumlah(?:nya)?|terdapat|ada|populasi|diperkirakan|total(?:nya)?|sebanyak|memiliki|mencapai`,
);
// These count a group as such; the others count those who take part as often.
const SIZE = word(String.raw`tercatat|terdata|mendata|pendataan|jumlah|terdapat|ada|populasi|diperkirakan`);
// "Sedangkan 312 lainnya belum."
const LEFT_OVER = /^\s*(?:orang\s+)?(?:lain(?:nya)?\s+|sisanya\s+)?(?:masih\s+)?belum\s*\.?\s*["”]?$/iu;
const GOES_ON = word(
  String.raw`jumlahnya|sebelumnya|semula|awalnya|bertambah|tambah|menambah|menjadi|naik|meningkat|tahun\s+(?:ini|lalu|kemarin|depan|sebelumnya)|saja`,
);
const PAID = word(
  String.raw`iuran\p{L}*|skema|ditanggung|menanggung|dibiayai|membiayai|dibayar\p{L}*|DBH\p{L}*|APBD\p{L}*|dana\s+desa|anggaran`,
);
const CLAIMS = word(String.raw`klaim|santunan|manfaat`);
const CONTRIBUTED = word(String.raw`iuran\p{L}*|premi\p{L}*|\p{L}*anggar\p{L}*|\p{L}*alokasi\p{L}*`);
const PAID_FOR = /(?<!\p{L})(?:bagi|untuk|kepada)\s*$/iu;
const MONEY = word(
  String.raw`Rp|DBH\p{L}*|DBHCHT|APBD\p{L}*|dana\s+desa|(?:di|meng)?anggar\p{L}*|alokasi\p{L}*|CSR`,
);
const LEFT_OUT = /^\s*(?:\p{L}+\s+){0,3}yang\s+(?:masih\s+)?(?:belum|tidak|tak)\s/iu;

/** What a number of people measures. */
export const people: readonly Rule[] = [
  (words) =>
    (/(?<!\p{L})(?:setiap|tiap|masing-masing|per)\s+(?:desa|kelurahan|kecamatan|RT|ASN|perusahaan|pegawai)(?!\p{L})/iu.test(
      words.segment,
    ) &&
      !COUNT.test(words.left)) ||
    /(?<!\p{L})(?:setiap|tiap|masing-masing)\s+(?!tahun|bulan)\p{L}+\s+(?:\p{L}+\s+){0,2}\p{L}+\s*$/iu.test(
      words.left,
    )
      ? "NONE"
      : null,
  (words) =>
    word(String.raw`kekurangan|(?:masih|kita)\s+kurang|selisih|gap|kurangnya`).test(near(words)) &&
    word("target").test(words.context)
      ? is("TARGET_GAP", "GAP_TO_TARGET", { status: "ACTUAL" })
      : null,
  (words) =>
    word(String.raw`nonaktif|non-aktif|(?:tidak|tak)\s+(?:lagi\s+)?aktif`).test(near(words))
      ? is("INACTIVE_PARTICIPANTS", "INACTIVE")
      : null,
  (words) =>
    (OF_WHOLE.test(words.left) ? LEFT_OUT : UNCOVERED).test(words.right) ||
    (UNCOVERED.test(words.left) && !OF_WHOLE.test(words.left)) ||
    (/(?<!\p{L})sisanya[\s,]*$/iu.test(words.sentence.slice(0, words.quantity.phrase.start)) &&
      UNCOVERED.test(words.sentence.slice(words.quantity.end))) ||
    (LEFT_OVER.test(words.right) && COVER.test(words.sentence))
      ? is("UNPROTECTED_WORKERS", "NOT_COVERED", { status: "ACTUAL" })
      : null,
  (words) =>
    /penduduk\s+(?:yang\s+)?bekerja/iu.test(near(words)) ? is("EMPLOYED_POPULATION", "EMPLOYED") : null,
  (words) =>
    (/^angkatan\s+kerja/iu.test(words.quantity.noun) && !OF_WHOLE.test(words.left)) ||
    /jumlah\s+angkatan\s+kerja/iu.test(words.left)
      ? is("LABOUR_FORCE", "LABOUR_FORCE")
      : null,
  (words) =>
    word(String.raw`menerima\s+(?:manfaat|santunan|klaim)|penerima\s+(?:manfaat|santunan)`).test(near(words))
      ? is("BENEFIT_RECIPIENTS", "RECEIVES")
      : null,
  // "Membayar klaim Rp338 miliar kepada 26.540 peserta".
  (words) =>
    PAID_FOR.test(words.left) && CLAIMS.test(words.sentence) && !CONTRIBUTED.test(words.sentence)
      ? is("BENEFIT_RECIPIENTS", "PAID_TO")
      : null,
  (words) =>
    TARGET_BEFORE.test(words.left) &&
    !/nya\s*$/iu.test(words.left) &&
    /(?:dari\s+)?(?:target|kuota)/iu.test(words.left)
      ? is("COHORT_QUOTA", "QUOTA", { status: /target|sasaran/iu.test(words.left) ? "TARGET" : "ALLOCATED" })
      : null,
  (words) =>
    word(String.raw`kuota|jatah`).test(near(words)) ||
    /(?:^|[–—-]\s)["“]?(?:kuota|jatah)\s/iu.test(words.sentence)
      ? is("COHORT_QUOTA", "QUOTA", { status: words.status === "ACTUAL" ? "ALLOCATED" : words.status })
      : null,
  whole,
  (words) =>
    /(?<!\p{L})(?:tambahan|bertambah|penambahan)(?:\s+\p{L}+){0,2}\s*$/iu.test(words.left) &&
    words.status === "ACTUAL"
      ? "NONE"
      : null,
  (words) =>
    /(?<!\p{L})(?:diikuti|dihadiri|menghadirkan)(?:\s+oleh)?(?:\s+sekitar)?\s*$/iu.test(words.left) ||
    word(
      String.raw`meninggal(?:\s+dunia)?|tewas|(?:hadir|mengikuti)\s+(?:dalam\s+)?(?:kegiatan|acara|rapat)`,
    ).test(words.segment)
      ? "NONE"
      : null,
  (words) =>
    words.category === null &&
    /(?<!\p{L})(?:terdapat|ada|(?:mem)?punyai?|memiliki|jumlah\s+(?:pekerja|tenaga\s+kerja))\s*$/iu.test(
      words.left,
    ) &&
    !COVER.test(words.wide) &&
    word(String.raw`namun|tetapi|sedangkan|sementara|baru`).test(words.sentence)
      ? is("POTENTIAL_WORKERS", "THERE_ARE")
      : null,
  (words) => (/(?<!\p{L})oleh\s*$/iu.test(words.left) ? "NONE" : null),
  // "Tahun lalu jumlahnya 2.000 nelayan" goes on with those who take part.
  (words) =>
    words.countedBefore === "PROTECTED_WORKERS" && GOES_ON.test(words.sentence)
      ? is("PROTECTED_WORKERS", "AS_BEFORE")
      : null,
  (words) =>
    words.category !== null &&
    words.status === "ACTUAL" &&
    COUNT.test(near(words)) &&
    (SIZE.test(near(words)) || (words.countedBefore !== "PROTECTED_WORKERS" && !COVER.test(words.context))) &&
    !isDetail(words) &&
    !COVER.test(words.wide.replace(/BPJS\s+Ketenagakerjaan/giu, ""))
      ? sizeOf(words.category, "COUNTED")
      : null,
  (words) =>
    words.category !== null &&
    !isSegment(words.category) &&
    word("terdaftar").test(near(words)) &&
    PAID.test(words.context)
      ? is("PROTECTED_WORKERS", "REGISTERED_AND_PAID")
      : null,
  (words) =>
    word("terdaftar").test(near(words)) && words.status === "ACTUAL" && !word("aktif").test(words.segment)
      ? is("REGISTERED_WORKERS", "REGISTERED", { doubt: "registered, perhaps without paying" })
      : null,
  (words) =>
    words.category !== null &&
    PAID_FOR.test(words.left) &&
    /(?<!\p{L})Rp/u.test(words.sentence) &&
    MONEY.test(words.context)
      ? is("PROTECTED_WORKERS", "PAID_FOR")
      : null,
  (words) => (COVER.test(words.segment) ? is("PROTECTED_WORKERS", "COVERED") : null),
  (words) => (COVER.test(words.sentence) ? is("PROTECTED_WORKERS", "COVERED_IN_SENTENCE") : null),
  (words) =>
    COVER.test(words.context) &&
    (words.quantity.noun !== "" || /^\s*(?:di\s*antara\p{L}*|sudah|telah)(?!\p{L})/iu.test(words.right))
      ? is("PROTECTED_WORKERS", "COVERED_BEFORE", { doubt: "cover is named in the sentence before" })
      : null,
  (words) => {
    if (words.category === null) return "NONE";
    if (words.status === "ACTUAL")
      return words.countedBefore === "PROTECTED_WORKERS" || COVER.test(words.lead)
        ? is("PROTECTED_WORKERS", "GROUP_COVERED", { doubt: "cover is named in the paragraph before" })
        : sizeOf(words.category, "GROUP");
    return is("PROTECTED_WORKERS", "GROUP_PLANNED", { doubt: "cover is not named" });
  },
];

/** Whether a sentence gives the details of the one before it. */
const isDetail = ({ sentence, context }: Words): boolean =>
  /^["“]?(?:jumlah(?:nya|\s+itu|\s+tersebut)|rinciannya|terdiri|masing-masing|mereka|yakni)(?!\p{L})/iu.test(
    sentence,
  ) && COVER.test(context);

function whole(words: Words): Measured | "NONE" | null {
  const { left, quantity, category } = words;
  // "Dua dari tiga pekerja" counts nobody.
  if (quantity.isSpelled && Number(quantity.value) <= 10 && OF_WHOLE.test(left)) return "NONE";
  if (
    /^potensi/iu.test(quantity.noun) ||
    (POTENTIAL.test(near(words)) && !COVER.test(left)) ||
    word("eligible").test(words.right)
  )
    return category === null || isSegment(category)
      ? is("POTENTIAL_WORKERS", "POTENTIAL", { status: "ACTUAL" })
      : is("COHORT_SIZE", "WHOLE_GROUP", { status: "ACTUAL" });
  // "Dari 10.000 orang pada 2024 menjadi 20.000": what it was before is no whole.
  const isBefore = /^[^.;]{0,40}(?<!\p{L})(?:menjadi|ke)\s+(?:Rp\s?)?\d/iu.test(
    words.sentence.slice(quantity.end),
  );
  if (!OF_WHOLE.test(left) || isBefore) return null;
  return category === null || isSegment(category)
    ? is("POTENTIAL_WORKERS", "OF_WHOLE", { status: "ACTUAL" })
    : is("COHORT_SIZE", "OF_GROUP", { status: "ACTUAL" });
}

const sizeOf = (category: KnownCategory, rule: string): Measured =>
  is(isSegment(category) ? "POTENTIAL_WORKERS" : "COHORT_SIZE", rule);
