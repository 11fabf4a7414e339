import { is, WAGE, word, type Rule, type Words } from "./words.js";

const ENTITLED = word(String.raw`bila|jika|apabila|kalau|seandainya|maksimal|hingga(?=\s+Rp)|berhak`);
const PER_WORKER =
  /^[^#]{0,12}?(?:\/\s*|(?<!\p{L})(?:per|setiap|tiap)\s+|(?<!\p{L})se(?=orang|bulan))(?!desa|kelurahan|RT|dusun|kecamatan|tahun|kasus|klaim|hari|semester|anak|ahli)\p{L}{4,}/iu;
// Well above what one worker pays in a month.
const MOST_PER_WORKER = 1_000_000;
// No group is paid for with less.
const LEAST_SUM = 100_000;
const SUM_BEFORE = word(String.raw`nilainya|jumlahnya|besarannya|angkanya|totalnya|nominalnya`);
const BUDGET = word(
  String.raw`(?:meng|di|ter)?anggar(?:kan)?|(?<!tahun\s)anggaran(?:nya)?|(?:meng|di|ter)?alokasi(?:kan|nya)?|(?:meng|di)?gelontor(?:kan)?|pagu|menyiapkan|disiapkan|disediakan|menyediakan`,
);
const DEATH_BENEFIT = 42_000_000;

// What an insured person may get, or what each of several heirs got, is no sum that was paid out.
function isEntitlement({ sentence, quantity, left }: Words): boolean {
  if (!word(String.raw`(?:santunan|beasiswa|manfaat|klaim|ahli\s+waris)\p{L}*`).test(sentence)) return false;
  const before = sentence.slice(0, quantity.start);
  const isPaid = word("membayar(?:kan)?|dibayar(?:kan)?|menyerahkan|diserahkan|menyalurkan|disalurkan").test(
    sentence,
  );
  if (ENTITLED.test(before) && !isPaid) return true;
  const isOfEach =
    /(?<!\p{L})(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|para|[2-9]|\d\d+)\s+(?:orang\s+)?(?:ahli\s+waris|keluarga|penerima)/iu;
  return Number(quantity.value) === DEATH_BENEFIT && (isOfEach.test(before) || word("para").test(left));
}

/** What an amount of money measures. */
export const money: readonly Rule[] = [
  // What all of them cost in a month is neither a person's contribution nor a year's budget.
  (words) =>
    /^\s*(?:\/|per|setiap|tiap|se)\s*bulan(?!\p{L})(?!\s+(?:per|untuk\s+(?:setiap|tiap)))/iu.test(
      words.right,
    ) && Number(words.quantity.value) > MOST_PER_WORKER
      ? "NONE"
      : null,
  (words) =>
    word("beasiswa").test(words.segment) && /^\s*(?:per|setiap)\s+tahun/iu.test(words.right) ? "NONE" : null,
  (words) => (isEntitlement(words) ? "NONE" : null),
  (words) =>
    /ahli\s+waris\p{L}*\s+(?:\p{L}+[\s-]){0,3}menerima/iu.test(words.segment)
      ? is("BENEFITS_PAID", "HEIRS_RECEIVED")
      : null,
  (words) =>
    (PER_WORKER.test(words.right) && Number(words.quantity.value) <= MOST_PER_WORKER) ||
    (Number(words.quantity.value) < LEAST_SUM &&
      word(String.raw`iuran\p{L}*|premi\p{L}*`).test(words.sentence)) ||
    (word(String.raw`(?:per|setiap|tiap)\s+(?:orang|pekerja|peserta)`).test(words.left) &&
      word(String.raw`iuran\p{L}*|premi\p{L}*`).test(words.segment))
      ? word(String.raw`iuran\p{L}*|premi\p{L}*|dibayarkan|membayar|bantuan\p{L}*`).test(words.context) &&
        !word(String.raw`santunan|beasiswa|manfaat`).test(words.segment)
        ? is("CONTRIBUTION_PER_WORKER", "PER_WORKER")
        : "NONE"
      : null,
  (words) =>
    /(?<!\p{L})(?:satu|setiap|tiap|per)\s+(?:desa|kelurahan|RT|dusun)(?!\p{L})/iu.test(words.segment)
      ? "NONE"
      : null,
  (words) =>
    word(
      String.raw`\p{L}*pulih\p{L}*|memulihkan|pemulihan|tertagih|ditagih|penagihan|berhasil\s+menagih|recovery`,
    ).test(words.segment)
      ? is("CONTRIBUTIONS_RECOVERED", "RECOVERED")
      : null,
  (words) =>
    word(String.raw`tunggakan\p{L}*|piutang\p{L}*|menunggak`).test(words.segment)
      ? is("CONTRIBUTION_ARREARS", "ARREARS")
      : null,
  (words) => (WAGE.test(words.segment) ? "NONE" : null),
  (words) =>
    word(
      String.raw`santunan|klaim|manfaat|beasiswa|jaminan\s+(?:hari\s+tua|pensiun|kematian|kecelakaan\s+kerja)|JHT|JKM|JKK`,
    ).test(words.segment) && !word(String.raw`iuran\p{L}*|premi\p{L}*|anggaran\p{L}*`).test(words.segment)
      ? is("BENEFITS_PAID", "PAID_OUT")
      : null,
  (words) =>
    word(String.raw`(?:ter|di|men?y)serap|terserap|penyerapan|terealisasi|(?:di)?realisasi(?:kan|nya)?`).test(
      words.left,
    ) && BUDGET.test(words.segment)
      ? is("CONTRIBUTIONS_PAID", "SPENT", { status: "ACTUAL" })
      : null,
  (words) =>
    words.status === "ALLOCATED" || BUDGET.test(words.segment)
      ? is("BUDGET", "SET_ASIDE", { status: words.status === "ACTUAL" ? "ALLOCATED" : words.status })
      : null,
  (words) =>
    word(String.raw`iuran\p{L}*|premi\p{L}*`).test(words.segment) &&
    Number(words.quantity.value) > MOST_PER_WORKER
      ? words.status === "PLANNED" || words.status === "TARGET"
        ? is("BUDGET", "PLANNED_CONTRIBUTIONS")
        : is("CONTRIBUTIONS_PAID", "CONTRIBUTIONS")
      : null,
  (words) =>
    BUDGET.test(words.question)
      ? is("BUDGET", "ASKED_BUDGET", { status: words.status === "ACTUAL" ? "ALLOCATED" : words.status })
      : null,
  (words) =>
    words.moneyBefore !== null &&
    words.moneyBefore !== "CONTRIBUTION_PER_WORKER" &&
    SUM_BEFORE.test(words.segment)
      ? is(
          words.moneyBefore,
          "AS_BEFORE",
          words.moneyBefore === "BUDGET" && words.status === "ACTUAL" ? { status: "ALLOCATED" } : {},
        )
      : null,
  (words) =>
    SUM_BEFORE.test(words.segment) && word(String.raw`iuran\p{L}*|premi\p{L}*`).test(words.lead)
      ? is("CONTRIBUTIONS_PAID", "SUM_OF_BEFORE", { doubt: "contributions are named before" })
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
    word(String.raw`iuran\p{L}*|premi\p{L}*`).test(words.context) &&
    Number(words.quantity.value) > MOST_PER_WORKER
      ? is("CONTRIBUTIONS_PAID", "CONTRIBUTIONS_IN_SENTENCE", {
          doubt: "contributions are named elsewhere in the sentence",
        })
      : "NONE",
];
