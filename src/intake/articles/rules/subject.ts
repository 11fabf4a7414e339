import type { TextSpan } from "../../candidate.js";
import type { KnownCategory } from "../../vocabulary.js";
import type { Analysed, Analysis } from "../analysis.js";
import type { CategoryMention } from "../find/category-names.js";
import type { Clause } from "../find/clauses.js";
import type { PlacedMention } from "../find/place-names.js";

/** Whom and what a quantity is about, as far as its words say. */
export interface Subject {
  category: KnownCategory | null;
  categoryDoubt: string | null;
  region: { code: string; doubt: string | null } | null;
}

// Between a number and the category that it counts there may be a general noun.
const ATTACHED =
  /^\s*(?:lebih\s+|lagi\s+|calon\s+)?(?:orang|jiwa|pekerja|peserta|tenaga\s+kerja|anggota|pengurus|warga|persen|%)?\s*(?:,\s*)?(?:lebih\s+|aktif\s+)?(?:yang\s+)?(?:dari|untuk|di|bagi|pada|para|kalangan|adalah|merupakan|bekerja\s+sebagai|kategori|kelompok|sektor|segmen|para)?\s*(?:kalangan|sektor|segmen|para|pekerja)?\s*$/iu;
// These nouns say nothing of who is meant, so that the group named before is.
const ANAPHORIC = /^(?:orang|jiwa|penerima|lagi|)$/iu;
// "Program ini berkembang menjadi 7.500 peserta" is about the group before.
const PROGRAMME = /(?<!\p{L})program\s+(?:ini|itu|tersebut)(?!\p{L})/iu;
// "Tahun lalu baru 4.120 pekerja", "jumlahnya bertambah menjadi 15 ribu orang": the group before, at another time.
const GOES_ON =
  /^["“]?(?:se)?tahun\s+(?:lalu|kemarin|sebelumnya|depan)\s+(?:\p{L}+\s+){0,2}\d|(?:naik|meningkat|bertambah|ditambah)\s+(?:lagi\s+)?(?:menjadi|ke)\s+\d/iu;
// A sentence with a subject of its own speaks of all workers, unless it spreads the number before over places.
const GENERAL = /(?<!\p{L})(?:pekerja|peserta|tenaga\s+kerja|kepesertaan|karyawan|buruh)(?!\p{L})/iu;
const SPREAD =
  /(?<!\p{L})(?:\p{L}*rinci\p{L}*|tersebar|terdiri|masing-masing|ter(?:banyak|besar|tinggi|rendah|kecil))(?!\p{L})/iu;
// "Dinas Tenaga Kerja" says nothing of whom the number counts.
const withoutOffices = (text: string, offices: Analysed["offices"]): string =>
  offices.reduce(
    (rest, { start, end }) => rest.slice(0, start) + " ".repeat(end - start) + rest.slice(end),
    text,
  );
const LISTED = /^\s*(?:,|dan|serta|maupun|hingga|\/|, dan)\s*(?:para\s+|pekerja\s+)?$/iu;

/** Finds the category that a clause counts; `topic` is the one that the sentences before speak of. */
export function categoryOf(
  { text, categories, offices }: Analysed,
  { quantity, left, right }: Clause,
  topic: readonly KnownCategory[],
  all: ReadonlyMap<string, KnownCategory>,
): Pick<Subject, "category" | "categoryDoubt"> {
  const inside = (from: number, until: number): CategoryMention[] =>
    categories.filter(({ start, end }) => start >= from && end <= until);
  const behind = inside(Math.min(quantity.end, right.start), right.end).find(({ start }) =>
    [quantity.end, quantity.phrase.end].some(
      (from) => from <= start && ATTACHED.test(text.slice(from, start)),
    ),
  );
  if (behind) return joined(text, behind, categories, right.end, all);
  const before = inside(left.start, left.end).at(-1);
  if (before && quantity.counted !== "IDR" && quantity.counted !== "MONTHS") return sure(before.category);
  if (/^(?:\s*(?:atau|\(|yakni|yaitu))\s*$/iu.test(text.slice(left.start, left.end)))
    return sure(inside(0, left.start).at(-1)?.category ?? null);
  const isOpen = quantity.counted === "IDR" || quantity.counted === "MONTHS";
  if (isOpen) return open(categories, topic, all);
  const isOfProgramme =
    (/^peserta/iu.test(quantity.noun) && PROGRAMME.test(text)) ||
    (topic.length === 1 &&
      /^(?:orang|jiwa|pekerja|peserta|)$/iu.test(quantity.noun.trim()) &&
      GOES_ON.test(text));
  if (quantity.counted !== "PERSONS" || !(isOfProgramme || ANAPHORIC.test(quantity.noun.trim())))
    return sure(null);
  const earlier = inside(0, quantity.start).at(-1) ?? inside(right.start, right.end)[0];
  if (earlier) return sure(earlier.category);
  const said = withoutOffices(text, offices).slice(0, quantity.start);
  if (isOfProgramme) return fromTopic(topic);
  return quantity.noun === "" || (GENERAL.test(said) && !SPREAD.test(said)) ? sure(null) : fromTopic(topic);
}

const sure = (category: KnownCategory | null): Pick<Subject, "category" | "categoryDoubt"> => ({
  category,
  categoryDoubt: null,
});

function fromTopic(topic: readonly KnownCategory[]): Pick<Subject, "category" | "categoryDoubt"> {
  const [only] = topic;
  if (only === undefined || topic.length > 1) return sure(null);
  return { category: only, categoryDoubt: "the group is named in a sentence before" };
}

// Money and months are those of the one group that the sentence, or else the text before, speaks of.
function open(
  categories: readonly CategoryMention[],
  topic: readonly KnownCategory[],
  all: ReadonlyMap<string, KnownCategory>,
): Pick<Subject, "category" | "categoryDoubt"> {
  const named = new Set(categories.map(({ category }) => category));
  const above = [...named].find((group) =>
    [...named].every((other) => ancestors(other, all).includes(group.code)),
  );
  if (above) return sure(above);
  return named.size > 1 ? { category: null, categoryDoubt: "several groups are named" } : fromTopic(topic);
}

// "18.240 nelayan dan petani" counts both, so it is a number of the category above them.
function joined(
  text: string,
  first: CategoryMention,
  categories: readonly CategoryMention[],
  until: number,
  all: ReadonlyMap<string, KnownCategory>,
): Pick<Subject, "category" | "categoryDoubt"> {
  const listed = [first];
  for (const mention of categories)
    if (
      mention.start > first.start &&
      mention.end <= until &&
      LISTED.test(text.slice(listed.at(-1)?.end, mention.start))
    )
      listed.push(mention);
  if (listed.length === 1) return sure(first.category);
  const names = listed.map(({ category }) => category.code).join(", ");
  const paths = listed.map(({ category }) => ancestors(category, all));
  const common = paths[0]?.find((code) => paths.every((path) => path.includes(code)));
  const category = common === undefined ? first.category : (all.get(common) ?? first.category);
  return { category, categoryDoubt: `the number is of several groups: ${names}` };
}

/** The code of a category and of all above it, nearest first. */
export function ancestors(category: KnownCategory, all: ReadonlyMap<string, KnownCategory>): string[] {
  const parent = category.parentCode === null ? undefined : all.get(category.parentCode);
  return [category.code, ...(parent ? ancestors(parent, all) : [])];
}

const AT =
  /(?:\bdi|\bse|se-|\basal|\bke|\bwilayah|\blingkungan|\bwarga|\bbagi|\buntuk)\s*(?:wilayah\s+|lingkungan\s+)?(?:pemerintah\s+)?(?:Kota|Kabupaten|Kab\.?|Provinsi|Pemkab|Pemkot|Administrasi|-)?\s*(?:Kota|Kabupaten|Provinsi)?\s*$/iu;

const isInside = ({ start, end }: TextSpan, span: TextSpan): boolean =>
  start >= span.start && end <= span.end;

// "Tertinggi di Bali" compares with the region and says nothing about it.
const SUPERLATIVE =
  /(?:ter(?:tinggi|rendah|besar|banyak|kecil|baik)|(?:peringkat|urutan|nomor)\s+\S+)\s+(?:di|se|dari)[\s-]*(?:Provinsi|Kabupaten|Kota)?\s*$/iu;

/** The quotation that holds a place; the whole text for a place in none. */
function quotationAt(text: string, at: number): TextSpan {
  const marks = Array.from(text.matchAll(/["“”]/gu), ({ index }) => index);
  const open = marks.filter((index) => index < at);
  const start = open.at(-1);
  if (open.length % 2 === 0 || start === undefined) return { start: 0, end: text.length };
  return { start, end: marks[open.length] ?? text.length };
}

const LIST = /^\s*(?:[\p{L}-]+\s+){0,3}(?:adalah|yakni|yaitu|antara\s+lain|meliputi|di\s*antaranya|:)\s/iu;

/** The regions of a list that one percentage is said of: "di atas 50 persen adalah Kota Ambon, Buru, dan Kota Tual". */
export function listedRegions(
  { text, regions, clauses }: Analysed,
  { quantity, place }: Clause,
): PlacedMention[] {
  if (quantity.unit !== "PERCENT") return [];
  if (!LIST.test(text.slice(quantity.end)))
    return listedBefore(text, regions, clauses[place - 1]?.quantity.end ?? 0, quantity.start);
  const until = clauses[place + 1]?.quantity.start ?? text.length;
  const listed: PlacedMention[] = [];
  for (const mention of regions.filter(({ start }) => start >= quantity.end && start < until)) {
    const between = text.slice(listed.at(-1)?.end ?? quantity.end, mention.start);
    if (listed.length > 0 && !JOINED.test(between)) break;
    listed.push(mention);
  }
  return listed.length > 1 ? listed : [];
}

const JOINED = /^\s*(?:,|dan|serta|, dan|, serta)\s*(?:Kota|Kabupaten|Kab\.?|Provinsi)?\s*$/iu;

// "Kabupaten A dan Kota B sudah di atas 60 persen": up to five words may stand between the list and the number.
function listedBefore(
  text: string,
  regions: readonly PlacedMention[],
  from: number,
  until: number,
): PlacedMention[] {
  const listed: PlacedMention[] = [];
  for (const mention of regions.filter(({ start, end }) => start >= from && end <= until).reverse()) {
    const gap = text.slice(mention.end, listed[0]?.start ?? until);
    if (listed.length === 0 ? !/^(?:\s+[\p{Ll}-]+){0,6}\s*$/u.test(gap) : !JOINED.test(gap)) break;
    listed.unshift(mention);
  }
  return listed.length > 1 ? listed : [];
}

const DEPARTMENT =
  /^(?:Kepala\s+|Sekretaris\s+)?(?:Dinas|Badan|Bappeda|Disnaker\p{L}*|Sekda|Sekretaris\s+Daerah|Asisten)/u;

const isOfGovernment = ({ offices }: Analysed, mention: TextSpan): boolean =>
  offices.some((office) => isInside(mention, office) && DEPARTMENT.test(office.name));

/** Finds the region that a clause is about. */
export function regionOf(
  analysis: Analysis,
  sentence: Analysed,
  { left, right, segment }: Clause,
  previous: Analysed | null,
): Subject["region"] {
  const places = sentence.regions.filter(
    ({ role, start }) =>
      (role === "PLACE" || role === "GOVERNMENT") &&
      ((start === sentence.regions[0]?.start && start < left.end) ||
        !SUPERLATIVE.test(sentence.text.slice(0, start))),
  );
  const own = (mention: PlacedMention | undefined): Subject["region"] =>
    mention === undefined ? null : { code: mention.code, doubt: mention.doubt };
  const isSaid = (mention: PlacedMention): boolean =>
    sentence.offices.some((office) => mention.start >= office.start && mention.end <= office.end);
  const quotation = quotationAt(sentence.text, left.end);
  // Outside a quotation stands who speaks, and where.
  const spoken = places.filter((mention) => !isSaid(mention) && isInside(mention, quotation));
  const inside = (from: number, until: number): PlacedMention[] =>
    spoken.filter(({ start, end }) => start >= from && end <= until);
  const behind = inside(right.start, right.end)[0];
  if (behind && AT.test(sentence.text.slice(right.start, behind.start))) return own(behind);
  const found = inside(left.start, left.end).at(-1) ?? behind ?? inside(0, segment.end).at(-1);
  if (found) return own(found);
  const speaker = places.find(isSaid);
  if (speaker && (speaker.role === "GOVERNMENT" || isOfGovernment(sentence, speaker))) return own(speaker);
  if (spoken[0]) return own(spoken[0]);
  const earlier = previous?.paragraph === sentence.paragraph ? previous : null;
  const carried = earlier?.regions.filter(({ role }) => role !== "OFFICE" && role !== "OTHER").at(-1);
  const isAround = carried !== undefined && analysis.region?.code.startsWith(`${carried.code}.`) === true;
  if (carried && !isAround)
    return {
      code: carried.code,
      doubt:
        carried.code === analysis.region?.code ? carried.doubt : "the region is named in the sentence before",
    };
  const { region } = analysis;
  return region === null ? null : { code: region.code, doubt: region.doubt };
}
