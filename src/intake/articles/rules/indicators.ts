import type { ValueStatus } from "../../../modules/observations/observation.entity.js";
import type { Counted, Quantity } from "../find/quantities.js";
import type { KnownCategory } from "../../vocabulary.js";
import { COVER, UNCOVERED } from "./cues.js";

/** The words by which the indicator of a quantity is chosen. */
export interface Words {
  quantity: Quantity;
  /** Of the clause before the number and its qualifier, and behind its noun. */
  left: string;
  right: string;
  /** The part of the sentence between two separators. */
  segment: string;
  sentence: string;
  /** The segment with those that "dan" joins to it. */
  wide: string;
  /** Whether an earlier sentence states a coverage rate. */
  followsRate: boolean;
  /** The sentence with the one before it in the same paragraph. */
  context: string;
  category: KnownCategory | null;
  status: ValueStatus;
}

/** What a quantity measures, and the rule that says so. */
export interface Measured {
  code: string;
  rule: string;
  status?: ValueStatus;
  doubt?: string;
}

type Rule = (words: Words) => Measured | null | "NONE";

const word = (source: string): RegExp => new RegExp(String.raw`(?<!\p{L})(?:${source})(?!\p{L})`, "iu");
const near = ({ left, right }: Words): string => `${left} # ${right}`;
const is = (code: string, rule: string, more: Partial<Measured> = {}): Measured => ({ code, rule, ...more });

/** Whether a category is a whole segment of workers, whose members count as potential workers. */
export const isSegment = ({ code, segment, aliases }: KnownCategory): boolean =>
  code === segment || aliases.some((alias) => alias.startsWith("sektor "));

const OF_WHOLE =
  /(?<!berasal|bersumber|terdiri|terhitung|lebih|kurang|diambil|tertagih|ditagih)\s*(?<!\p{L})dari(?:\s+(?:total|jumlah|seluruh|keseluruhan|sebanyak|sejumlah|semua))*\s*$/iu;
const OF_TARGET = word(String.raw`dari\s+(?:total\s+)?(?:target|kuota|sasaran)(?:\s+\p{L}+){0,3}`);
const TARGET_BEFORE =
  /(?:dari\s+)?(?<!\p{L})(?:target|kuota|sasaran)(?:nya)?(?:\s+(?:sebanyak|sebesar|sejumlah|total|awal|\p{L}+))?\s*$/iu;
const POTENTIAL = word(
  String.raw`potensi|eligible|angkatan\s+kerja|(?:total|jumlah|seluruh)\s+(?:pekerja|tenaga\s+kerja|angkatan\s+kerja)`,
);
const COUNT = word(
  String.raw`tercatat|terdata|jumlah(?:nya)?|terdapat|ada|populasi|diperkirakan|total(?:nya)?|sebanyak|memiliki|mencapai`,
);
const WAGE = word(
  String.raw`(?<!penerima\s)upah|gaji|UMP|UMK|UMR|honor(?:arium)?|insentif|omzet|investasi|nilai\s+proyek|PAD`,
);
const ENTITLED = word(String.raw`bila|jika|apabila|kalau|seandainya|maksimal|hingga|berhak`);

const LEFT_OUT = /^\s*(?:\p{L}+\s+){0,3}yang\s+(?:masih\s+)?(?:belum|tidak|tak)\s/iu;

const persons: readonly Rule[] = [
  (words) =>
    /(?<!\p{L})(?:setiap|tiap|masing-masing|per)\s+(?:desa|kelurahan|kecamatan|RT|ASN|perusahaan|pegawai)(?!\p{L})/iu.test(
      words.segment,
    ) && !COUNT.test(words.left)
      ? "NONE"
      : null,
  (words) =>
    word(String.raw`kekurangan|masih\s+kurang|selisih|gap|kurangnya`).test(near(words)) &&
    word("target").test(words.sentence)
      ? is("TARGET_GAP", "GAP_TO_TARGET", { status: "ACTUAL" })
      : null,
  (words) =>
    word(String.raw`nonaktif|non-aktif|(?:tidak|tak)\s+(?:lagi\s+)?aktif`).test(near(words))
      ? is("INACTIVE_PARTICIPANTS", "INACTIVE")
      : null,
  (words) =>
    (OF_WHOLE.test(words.left) ? LEFT_OUT : UNCOVERED).test(words.right) ||
    (UNCOVERED.test(words.left) && !OF_WHOLE.test(words.left))
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
  (words) =>
    TARGET_BEFORE.test(words.left) &&
    !/nya\s*$/iu.test(words.left) &&
    /(?:dari\s+)?(?:target|kuota)/iu.test(words.left)
      ? is("COHORT_QUOTA", "QUOTA", { status: /target|sasaran/iu.test(words.left) ? "TARGET" : "ALLOCATED" })
      : null,
  (words) =>
    word("kuota").test(near(words))
      ? is("COHORT_QUOTA", "QUOTA", { status: words.status === "ACTUAL" ? "ALLOCATED" : words.status })
      : null,
  whole,
  (words) =>
    word(String.raw`tambahan|bertambah|penambahan`).test(words.left) && words.status === "ACTUAL"
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
    /(?<!\p{L})(?:terdapat|ada|memiliki|jumlah\s+(?:pekerja|tenaga\s+kerja))\s*$/iu.test(words.left) &&
    !COVER.test(words.wide) &&
    word(String.raw`namun|tetapi|sedangkan|sementara|baru`).test(words.sentence)
      ? is("POTENTIAL_WORKERS", "THERE_ARE")
      : null,
  (words) => (/(?<!\p{L})oleh\s*$/iu.test(words.left) ? "NONE" : null),
  (words) =>
    words.category !== null &&
    words.status === "ACTUAL" &&
    COUNT.test(near(words)) &&
    !isDetail(words) &&
    !COVER.test(words.wide.replace(/BPJS\s+Ketenagakerjaan/giu, ""))
      ? sizeOf(words.category, "COUNTED")
      : null,
  (words) =>
    word("terdaftar").test(near(words)) && words.status === "ACTUAL" && !word("aktif").test(words.segment)
      ? is("REGISTERED_WORKERS", "REGISTERED", { doubt: "registered, perhaps without paying" })
      : null,
  (words) => (COVER.test(words.segment) ? is("PROTECTED_WORKERS", "COVERED") : null),
  (words) => (COVER.test(words.sentence) ? is("PROTECTED_WORKERS", "COVERED_IN_SENTENCE") : null),
  (words) =>
    COVER.test(words.context) && words.quantity.noun !== ""
      ? is("PROTECTED_WORKERS", "COVERED_BEFORE", { doubt: "cover is named in the sentence before" })
      : null,
  (words) => {
    if (words.category === null) return "NONE";
    if (words.status === "ACTUAL") return sizeOf(words.category, "GROUP");
    return is("PROTECTED_WORKERS", "GROUP_PLANNED", { doubt: "cover is not named" });
  },
];

/** Whether a sentence gives the details of the one before it. */
const isDetail = ({ sentence, context }: Words): boolean =>
  /^["“]?(?:jumlah(?:nya|\s+itu|\s+tersebut)|rinciannya|terdiri|masing-masing|mereka|yakni)(?!\p{L})/iu.test(
    sentence,
  ) && COVER.test(context);

function whole(words: Words): Measured | null {
  const { left, quantity, category } = words;
  if (
    /^potensi/iu.test(quantity.noun) ||
    (POTENTIAL.test(near(words)) && !COVER.test(left)) ||
    word("eligible").test(words.right)
  )
    return category === null || isSegment(category)
      ? is("POTENTIAL_WORKERS", "POTENTIAL", { status: "ACTUAL" })
      : is("COHORT_SIZE", "WHOLE_GROUP", { status: "ACTUAL" });
  if (!OF_WHOLE.test(left)) return null;
  return category === null || isSegment(category)
    ? is("POTENTIAL_WORKERS", "OF_WHOLE", { status: "ACTUAL" })
    : is("COHORT_SIZE", "OF_GROUP", { status: "ACTUAL" });
}

const sizeOf = (category: KnownCategory, rule: string): Measured =>
  is(isSegment(category) ? "POTENTIAL_WORKERS" : "COHORT_SIZE", rule);

const GROWTH =
  /(?<!\p{L})(?:naik|meningkat|tumbuh|turun|menurun|kenaikan|pertumbuhan|peningkatan|penurunan|bertambah)(?:\s+(?:sebesar|sekitar|hingga|hampir|rata-rata))*\s*$/iu;
const COVERAGE = word(
  String.raw`cakupan|coverage|UCJ|kepesertaan\p{L}*|capaian\p{L}*|perlindungan|\p{L}*lindungi?|\p{L}*cover|tercakup|\p{L}*daftar|peserta|jamsostek|jaminan\s+sosial`,
);

const percents: readonly Rule[] = [
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
  (words) => (word("proyek").test(words.segment) ? is("PROJECTS_ENROLLED_SHARE", "PROJECTS") : null),
  (words) => (UNCOVERED.test(words.right) && !COVERAGE.test(words.left) ? "NONE" : null),
  (words) => (COVERAGE.test(words.segment) ? is("COVERAGE_RATE", "RATE") : null),
  (words) => (COVERAGE.test(words.sentence) ? is("COVERAGE_RATE", "RATE_IN_SENTENCE") : null),
  (words) =>
    COVERAGE.test(words.context) ||
    words.status === "TARGET" ||
    (/(?:angka|jumlah)\s+(?:itu|tersebut|ini)/iu.test(words.sentence) &&
      /dari\s+(?:total|seluruh|jumlah|angkatan)/iu.test(words.right)) ||
    (words.followsRate && words.quantity.qualifier !== "EXACT")
      ? is("COVERAGE_RATE", "RATE_BEFORE", { doubt: "coverage is named in the sentence before" })
      : "NONE",
];

const PER_WORKER = /^[^#]{0,12}?(?:\/|per|setiap|tiap|se)\s*(?:orang|pekerja|peserta|jiwa|bulan)(?!\p{L})/iu;
const BUDGET = word(
  String.raw`(?:meng|di|ter)?anggar(?:kan)?|(?<!tahun\s)anggaran(?:nya)?|(?:meng|di|ter)?alokasi(?:kan)?|pagu|menyiapkan|disiapkan|disediakan|menyediakan`,
);

const money: readonly Rule[] = [
  (words) =>
    word("beasiswa").test(words.segment) && /^\s*(?:per|setiap)\s+tahun/iu.test(words.right) ? "NONE" : null,
  (words) =>
    /ahli\s+waris\p{L}*\s+(?:\p{L}+[\s-]){0,3}menerima/iu.test(words.segment)
      ? is("BENEFITS_PAID", "HEIRS_RECEIVED")
      : null,
  (words) =>
    PER_WORKER.test(words.right) ||
    (word(String.raw`(?:per|setiap|tiap)\s+(?:orang|pekerja|peserta)`).test(words.left) &&
      word(String.raw`iuran\p{L}*|premi`).test(words.segment))
      ? word(String.raw`iuran\p{L}*|premi|dibayarkan|membayar`).test(words.context)
        ? is("CONTRIBUTION_PER_WORKER", "PER_WORKER")
        : "NONE"
      : null,
  (words) =>
    /(?<!\p{L})(?:satu|setiap|tiap|per)\s+(?:desa|kelurahan|RT|dusun)(?!\p{L})/iu.test(words.segment)
      ? "NONE"
      : null,
  (words) =>
    word(String.raw`\p{L}*pulih\p{L}*|memulihkan|pemulihan|tertagih|berhasil\s+menagih|recovery`).test(
      words.segment,
    )
      ? is("CONTRIBUTIONS_RECOVERED", "RECOVERED")
      : null,
  (words) =>
    word(String.raw`tunggakan|piutang|menunggak`).test(words.segment)
      ? is("CONTRIBUTION_ARREARS", "ARREARS")
      : null,
  (words) => (WAGE.test(words.segment) ? "NONE" : null),
  (words) =>
    word(String.raw`santunan|beasiswa|manfaat|klaim`).test(words.sentence) &&
    ENTITLED.test(words.sentence.slice(0, words.sentence.indexOf(words.quantity.text))) &&
    !word("membayar(?:kan)?|dibayar(?:kan)?|menyerahkan|diserahkan").test(words.sentence)
      ? "NONE"
      : null,
  (words) =>
    word(
      String.raw`santunan|klaim|manfaat|beasiswa|jaminan\s+(?:hari\s+tua|pensiun|kematian|kecelakaan\s+kerja)|JHT|JKM|JKK`,
    ).test(words.segment) && !word(String.raw`iuran|premi|anggaran`).test(words.segment)
      ? is("BENEFITS_PAID", "PAID_OUT")
      : null,
  (words) =>
    words.status === "ALLOCATED" || BUDGET.test(words.segment)
      ? is("BUDGET", "SET_ASIDE", { status: words.status === "ACTUAL" ? "ALLOCATED" : words.status })
      : null,
  (words) =>
    word(String.raw`iuran\p{L}*|premi`).test(words.segment)
      ? words.status === "PLANNED" || words.status === "TARGET"
        ? is("BUDGET", "PLANNED_CONTRIBUTIONS")
        : is("CONTRIBUTIONS_PAID", "CONTRIBUTIONS")
      : null,
  (words) =>
    word(String.raw`santunan|klaim|manfaat|beasiswa`).test(words.context) &&
    !word(String.raw`iuran|anggaran`).test(words.sentence)
      ? is("BENEFITS_PAID", "PAID_OUT_IN_SENTENCE")
      : null,
  (words) =>
    BUDGET.test(words.sentence) || word(String.raw`APBD\p{L}*|DBH\p{L}*`).test(words.segment)
      ? is("BUDGET", "SET_ASIDE_IN_SENTENCE", {
          status: words.status === "ACTUAL" ? "ALLOCATED" : words.status,
        })
      : null,
  (words) =>
    word(String.raw`iuran\p{L}*|premi`).test(words.context)
      ? is("CONTRIBUTIONS_PAID", "CONTRIBUTIONS_IN_SENTENCE", {
          doubt: "contributions are named elsewhere in the sentence",
        })
      : "NONE",
];

const MONTHS_BEFORE =
  /(?<!\p{L})(?:selama|untuk|atau|penuh|periode|durasi|masa|jangka\s+waktu|meng-?cover|iuran|perlindungan(?:nya)?)(?:\s+(?:iuran|perlindungan|penuh|waktu))?\s*$/iu;
const PAID_COVER = word(
  String.raw`iuran\p{L}*|premi|\p{L}*lindung\p{L}*|\p{L}*bayar\p{L}*|ditanggung|menanggung|membiayai|dibiayai|\p{L}*anggar\p{L}*|alokasi\p{L}*|mengalokasikan|\p{L}*daftarkan|cover`,
);
const employers: readonly Rule[] = [
  (words) =>
    word(String.raw`tidak\s+patuh|belum\s+patuh|menunggak|tak\s+patuh|PDS|wajib\s+belum\s+daftar`).test(
      words.segment,
    ) ||
    word(String.raw`sisanya|dipanggil`).test(words.sentence) ||
    UNCOVERED.test(words.segment)
      ? is("EMPLOYERS_NON_COMPLIANT", "NOT_COMPLIANT", { status: "ACTUAL" })
      : null,
  (words) =>
    word(
      String.raw`CSR|TJSL|tanggung\s+jawab\s+sosial|penyumbang|donatur|menyumbang|ikut\s+(?:membiayai|menanggung)|sponsor`,
    ).test(words.sentence)
      ? is("EMPLOYERS_SPONSORING", "SPONSORS")
      : null,
  (words) =>
    OF_WHOLE.test(words.left) &&
    !COVER.test(words.left) &&
    /^\s*dari|dari/iu.test(words.left) &&
    !COVER.test(words.right) &&
    !/(?:orang|pekerja|peserta)\s+dari\s*$/iu.test(words.left) &&
    !/\d[\d.]*\s+\p{L}*\s*dari\s*$/iu.test(words.left) &&
    words.quantity.start < 40
      ? is("EMPLOYERS_TOTAL", "OF_WHOLE", { status: "ACTUAL" })
      : null,
  (words) => (COVER.test(words.context) ? is("EMPLOYERS_REGISTERED", "TAKES_PART") : "NONE"),
];

const RULES: Readonly<Record<Counted, readonly Rule[]>> = {
  PERSONS: persons,
  PERCENT: percents,
  IDR: money,
  EMPLOYERS: employers,
  RECIPIENTS: [() => is("BENEFIT_RECIPIENTS", "RECIPIENTS")],
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
    (words) =>
      /\d\s+dari(?:\s+total)?\s*$/iu.test(words.sentence.slice(0, words.quantity.start)) ? "NONE" : null,
    (words) => (word("sosialisasi").test(words.sentence) ? is("VILLAGES_SOCIALISED", "SESSIONS") : null),
    (words) => (word(String.raw`desa\s+sadar`).test(words.sentence) ? is("AWARE_VILLAGES", "AWARE") : null),
    (words) =>
      COVER.test(words.sentence) && !/dengan\s*$/iu.test(words.left)
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
  HOUSEHOLDS: [(words) => (COVER.test(words.sentence) ? is("HOUSEHOLDS_COVERED", "TAKES_PART") : "NONE")],
};

/** What a quantity measures, by the first rule that fits; null for one that is no statement on cover. */
export function measured(words: Words): Measured | null {
  for (const rule of RULES[words.quantity.counted]) {
    const found = rule(words);
    if (found === "NONE") return null;
    if (found !== null) return found;
  }
  return null;
}
