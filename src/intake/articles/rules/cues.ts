import type { FundingSource } from "../../../modules/cohorts/worker-cohort.entity.js";
import type { ValueStatus } from "../../../modules/observations/observation.entity.js";
import type { Clause } from "../find/clauses.js";

type Side = "LEFT" | "BOTH";

// Later patterns win where two end at one place: "sudah menganggarkan" is ALLOCATED.
const STATUS: readonly (readonly [RegExp, ValueStatus, Side])[] = [
  [/(?<!\p{L})(?:telah|sudah|berhasil|baru)(?!\p{L})/giu, "ACTUAL", "LEFT"],
  [
    /(?<!\p{L})(?:akan|bakal|berencana|(?:me|di)rencana(?:kan)?|rencananya|rencanakan|(?:meng|di)?usulkan|mengusulkan|diusulkan|mendorong|mengimbau|berjanji|nanti(?:nya)?|direncanakan|merencanakan|(?:me)?rancang|dirancang|mewajibkan|hendak|menyusul|berkomitmen|komitmen)(?!\p{L})/giu,
    "PLANNED",
    "BOTH",
  ],
  [
    /(?<!\p{L})(?:(?:meng|di|ter)?alokasi(?:kan|nya)?|pengalokasian|(?:meng|di)?gelontor(?:kan)?|(?:meng|di)?kucur(?:kan)?|(?:meny|di)isihkan|(?:meng|di)?anggar(?:kan|annya)|anggaran\s+(?:yang\s+)?(?:di)?(?:siapkan|sediakan|alokasikan)|(?:me|di)nyiapkan\s+(?:anggaran|dana|Rp)|siapkan\s+(?:anggaran|dana|Rp)|(?:menyiapkan|disiapkan|siapkan|menyediakan|disediakan)(?=[^.]{0,30}Rp))(?!\p{L})/giu,
    "ALLOCATED",
    "BOTH",
  ],
  [
    /(?<!\p{L})(?:target(?:nya|kan)?|sasaran(?:nya)?|menarget(?:kan)?|ditarget(?:kan)?|menarget\p{L}*|(?:mem)?bidik|mematok|ingin|optimis(?:tis)?|tembus(?=\s+\d))(?!\p{L})/giu,
    "TARGET",
    "LEFT",
  ],
  [/(?<!\p{L})(?:ditargetkan|ditarget)(?!\p{L})/giu, "TARGET", "BOTH"],
];
// A stage of what the sentence before plans.
const STAGE = /^["“]?\s*(?:untuk\s+)?(?:tahap|nantinya|rencananya)/iu;
// "Akan menganggarkan" sets nothing aside yet.
const WILL =
  /(?<!\p{L})(?:akan|bakal|berencana|rencananya|berjanji)(?!\p{L})(?:(?!\b(?:telah|sudah)\b)[^.;"]){0,60}(?:anggar|alokasi|siap|sedia)\p{L}*(?:\s|$)/iu;
const DESIRE = /(?<!\p{L})(?:ingin|harapannya|diharapkan|mengejar|kejar)(?!\p{L})/iu;

/** How far what a clause says has come, by the nearest word for it, and that word. */
export function statusOf(
  text: string,
  { quantity, left, right, segment }: Clause,
): { status: ValueStatus; cue: string | null } {
  const before = nearestBefore(text, left.start, quantity.start);
  if (before)
    return before.status === "ALLOCATED" && WILL.test(text.slice(0, quantity.start))
      ? { ...before, status: "PLANNED" }
      : before;
  const behind = firstBehind(text, right.start, right.end);
  if (behind) return behind;
  const earlier = nearestBefore(text, 0, segment.start === left.start ? left.start : quantity.start);
  if (earlier) return earlier;
  if (STAGE.test(text)) return { status: "PLANNED", cue: null };
  return { status: DESIRE.test(text.slice(0, quantity.start)) ? "TARGET" : "ACTUAL", cue: null };
}

function nearestBefore(
  text: string,
  from: number,
  until: number,
): { status: ValueStatus; cue: string } | null {
  let best: { status: ValueStatus; cue: string; end: number } | null = null;
  for (const [expression, status] of STATUS)
    for (const match of text.slice(from, until).matchAll(expression)) {
      const end = match.index + match[0].length;
      if (best === null || end >= best.end) best = { status, cue: match[0], end };
    }
  return best;
}

function firstBehind(text: string, from: number, until: number): { status: ValueStatus; cue: string } | null {
  let best: { status: ValueStatus; cue: string; start: number } | null = null;
  for (const [expression, status, side] of STATUS)
    for (const match of text.slice(from, until).matchAll(expression))
      if (side === "BOTH" && (best === null || match.index < best.start))
        best = { status, cue: match[0], start: match.index };
  return best;
}

/** The status of what stands at a place without a number. */
export const statusAt = (text: string, at: number): ValueStatus =>
  nearestBefore(text, 0, at)?.status ?? firstBehind(text, at, text.length)?.status ?? "ACTUAL";

const PAYERS: readonly (readonly [RegExp, FundingSource])[] = [
  [/(?<!\p{L})(?:BKBK|bantuan\s+keuangan\s+bersifat\s+khusus)(?!\p{L})/iu, "BKBK"],
  [
    /(?<!\p{L})(?:DBH(?:[\s-]*(?:CHT|sawit))?|DBHCHT|dana\s+bagi\s+hasil|otsus|otonomi\s+khusus|cukai)(?!\p{L})/iu,
    "REVENUE_SHARE",
  ],
  [
    /(?<!\p{L})(?:APBDes|APB\s+Desa|dana\s+desa|anggaran\s+desa|APBG|dana\s+gampong|ADD)(?!\p{L})/iu,
    "APBDES",
  ],
  [/(?<!\p{L})(?:CSR|TJSL|tanggung\s+jawab\s+sosial|baznas|donatur)(?!\p{L})/iu, "CSR"],
  [/(?<!\p{L})(?:APB[DK](?:-?P)?|kas\s+daerah|anggaran\s+daerah)(?!\p{L})/iu, "APBD_CITY"],
  [/(?<!\p{L})APBN(?!\p{L})/u, "APBN"],
];

/** Who pays by the words of a text: a region's own budget is that of a province where `isProvince`. */
export function payerIn(text: string, isProvince: boolean): FundingSource | null {
  const found = PAYERS.filter(([expression]) => expression.test(text)).map(([, payer]) => payer);
  const [only] = found;
  if (only === undefined) return null;
  if (found.length > 1) return "MIXED";
  const names = /APBD\s+(?:Provinsi|Kabupaten|Kota)/iu.exec(text)?.[0].toLowerCase() ?? "";
  if (only !== "APBD_CITY" || names.endsWith("kabupaten") || names.endsWith("kota")) return only;
  return isProvince || names.endsWith("provinsi") ? "APBD_PROVINCE" : only;
}

const PROGRAMMES: readonly (readonly [RegExp, string])[] = [
  [/(?<!\p{L})(?:JKK|jaminan\s+kecelakaan\s+kerja)(?!\p{L})/iu, "JKK"],
  [/(?<!\p{L})(?:JKM|JKm|jaminan\s+kematian)(?!\p{L})/iu, "JKM"],
  [/(?<!\p{L})(?:JHT|jaminan\s+hari\s+tua)(?!\p{L})/iu, "JHT"],
  [/(?<!\p{L})(?:JP|jaminan\s+pensiun)(?!\p{L})/u, "JP"],
  [/(?<!\p{L})(?:JKP|jaminan\s+kehilangan\s+pekerjaan)(?!\p{L})/iu, "JKP"],
];

/** The programmes that a text names, as a cell. */
export const programmesIn = (text: string): string =>
  PROGRAMMES.filter(([expression]) => expression.test(text))
    .map(([, programme]) => programme)
    .join(";");

/** Words of cover, without which a number of people is no statement about it. */
export const COVER =
  /(?<!\p{L})(?:(?:ter|di|me|pe)?lindung\p{L}*|perlindungan|(?:ter|di|men|pen)?daftar\p{L}*|peserta\p{L}*|kepesertaan|(?:ter|di|meng)?-?\s?cover\p{L}*|tercakup|cakupan|(?:di|ter|men)jamin|jamin(?=\s+\d)|jamsos|(?:di|meng)?ikutkan|(?:sudah|telah|baru|sudah\s+ter)\s*ikut|jaminan\s+sosial|jamsostek|(?:di|meng)?ikutsertakan|iuran\p{L}*|premi\p{L}*|ditanggung|menanggung|tanggung|membiayai|dibiayai|BPJS|BPJAMSOSTEK|UCJ|aktif|menjadi\s+peserta|kartu|(?:di|me)masukkan|masuk(?!\s+(?:data|DTSEN|DTKS|kategori|desil|kerja|dalam\s+(?:data|kategori|DT))))(?!\p{L})/iu;

/** Words for those who take no part yet. */
export const UNCOVERED =
  /(?<!\p{L})(?:belum|tidak|tak|tanpa)\s+(?:\p{L}+\s+){0,3}?(?:\p{L}*lindung\p{L}*|(?:ter|di|meng)?-?\s?cover|tercakup|\p{L}*daftar\p{L}*|peserta|jaminan|ikut|tersentuh|terjangkau|tersasar|terjamin|kepesertaan|menjadi|masuk|memiliki)(?!\p{L})/iu;
