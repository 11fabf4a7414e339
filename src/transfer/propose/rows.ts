import type { GridRow } from "../../files/read/grid.js";
import type { Mapping } from "../mapping/mapping.js";
import { statedPeriods } from "../mapping/stated-periods.js";
import type { RegionMatcher } from "../mapping/match-region.js";
import type { SkipCondition } from "../mapping/skip-condition.js";
import { filledPlaces, textAt } from "./cells.js";
import { namesRegion, type Layout } from "./layout.js";
import type { Inquiry } from "./question.js";
import { areSexes, refuseSexes, skipSexes } from "./sexes.js";

/** Which rows of a table are none of its figures, and what headings within it say. */
export interface RowReading {
  skipWhere: SkipCondition[];
  sections: NonNullable<Mapping["sections"]>;
  /** The name by which fields refer to the province of headings; null where there are none. */
  province: string | null;
  /** The name by which fields refer to the kind of the regions below headings such as `Kota/Municipality`. */
  kind: string | null;
  /** The name by which fields refer to other headings, which go into the note. */
  note: string | null;
}

const TOTAL = /^(?:sub ?-? ?total|grand total|total|jumlah|jml)(?: ?[/(|] ?(?:total|jumlah)\)?)?[ :=]*/i;
const OF_ALL =
  /^(?:keseluruhan|seluruh(?:nya)?|semua|all|nasional|national|indonesia|provinsi|prov|province|kabupaten|kab|kota)?\.? ?/i;

/** Whether a text is the label of a row with the sum of others: `Jumlah`, `Total Jawa Timur`; not `Jumlah penduduk miskin`. */
export function isTotalLabel(text: string, matcher: RegionMatcher): boolean {
  const label = TOTAL.exec(text.trim());
  if (!label) return false;
  const rest = text.trim().slice(label[0].length);
  return rest.replace(OF_ALL, "") === "" || namesRegion(matcher, rest);
}

const KINDS =
  /^(?:kabupaten|kota|regency|city|municipality|kab)(?:\s*\/\s*(?:regency|city|municipality|kabupaten|kota))?\s*:?$/i;
const NOTES = /^(?:sumber|source|catatan|note|notes|keterangan|ket|\*|\d\)|[a-z]\))/i;

/** Finds out which rows of a table are skipped and which are headings; asks where that changes what figures mean. */
export function readRows(inquiry: Inquiry, layout: Layout, matcher: RegionMatcher): RowReading {
  const reading: RowReading = { skipWhere: [], sections: [], province: null, kind: null, note: null };
  const { body, data } = layout;
  const isData = new Set(data);
  const lastData = body.findLastIndex((row) => isData.has(row) && !isTotal(row, layout, matcher));
  const headings = new Map<string, GridRow[]>();
  for (const [index, row] of body.entries()) {
    const total = totalPlace(row, layout, matcher);
    if (total >= 0) skipTotal(inquiry, row, total, layout, reading);
    else if (isData.has(row) || lacksFigures(row, layout, matcher)) continue;
    else if (index > lastData || !isHeading(row, layout)) skipNote(row, layout, reading);
    else {
      const [place = 0] = filledPlaces(row);
      const text = textAt(row, place);
      const kind = KINDS.test(text) ? "kind" : namesRegion(matcher, text) ? "province" : "other";
      headings.set(kind, [...(headings.get(kind) ?? []), row]);
    }
  }
  if (reading.skipWhere.length > 0)
    inquiry.found(
      `rows that are left out: ${reading.skipWhere.length} kinds, such as totals and notes`,
      "rows",
    );
  const sexes = { sexPlace: layout.sexPlace, column: nameAt(layout, layout.sexPlace) };
  for (const condition of skipSexes(inquiry, data, sexes)) add(reading.skipWhere, condition);
  addSections(inquiry, headings, layout, reading);
  skipUnnamed(inquiry, layout, matcher, reading);
  return reading;
}

const nameAt = ({ names }: Layout, place: number): string => (names[place] ?? "").trim();

/** Whether a row is the sum of others. */
export const isTotal = (row: GridRow, layout: Layout, matcher: RegionMatcher): boolean =>
  totalPlace(row, layout, matcher) >= 0;

const totalPlace = (row: GridRow, layout: Layout, matcher: RegionMatcher): number =>
  filledPlaces(row).find(
    (place) =>
      place !== layout.sexPlace && nameAt(layout, place) !== "" && isTotalLabel(textAt(row, place), matcher),
  ) ?? -1;

// A region whose figure is missing or is no number this time is neither a note nor a heading: the next file has it.
function lacksFigures(row: GridRow, layout: Layout, matcher: RegionMatcher): boolean {
  const { regionPlace, data } = layout;
  const isProvince = (text: string): boolean => matcher.named(text).some(({ level }) => level === "PROVINCE");
  const text = regionPlace < 0 ? "" : textAt(row, regionPlace);
  if (!namesRegion(matcher, text)) return false;
  const provinces = data.filter((each) => isProvince(textAt(each, regionPlace)));
  const mayBeHeading = isProvince(text) && provinces.length * 2 < data.length;
  return !(mayBeHeading && filledPlaces(row).length === 1);
}

function skipTotal(
  inquiry: Inquiry,
  row: GridRow,
  place: number,
  layout: Layout,
  { skipWhere }: RowReading,
): void {
  add(skipWhere, { column: nameAt(layout, place), equals: textAt(row, place) });
  inquiry.found(`a row of totals, which is left out: "${textAt(row, place)}"`, `row ${row.line}`);
}

// A note states its kind by its first word, and other words the next time.
function skipNote(row: GridRow, layout: Layout, { skipWhere }: RowReading): void {
  const place = filledPlaces(row).find((each) => nameAt(layout, each) !== "");
  if (place === undefined) return;
  const text = textAt(row, place);
  const word = /^(?:sumber|source|catatan|notes?|keterangan|ket)\b/i.exec(text)?.[0];
  add(skipWhere, {
    column: nameAt(layout, place),
    ...(word === undefined ? { equals: text } : { matches: `${word}*` }),
  });
}

function add(conditions: SkipCondition[], condition: SkipCondition): void {
  if (!conditions.some((other) => JSON.stringify(other) === JSON.stringify(condition)))
    conditions.push(condition);
}

const isHeading = (row: GridRow, layout: Layout): boolean => {
  const places = filledPlaces(row);
  const [place = 0] = places;
  return places.length === 1 && nameAt(layout, place) !== "" && !NOTES.test(textAt(row, place));
};

function addSections(
  inquiry: Inquiry,
  headings: ReadonlyMap<string, readonly GridRow[]>,
  layout: Layout,
  reading: RowReading,
): void {
  const columnsOf = (rows: readonly GridRow[]): string[] => [
    ...new Set(rows.map((row) => nameAt(layout, filledPlaces(row)[0] ?? 0))),
  ];
  const provinces = headings.get("province") ?? [];
  const [column] = columnsOf(provinces);
  if (column !== undefined) {
    const all = [...new Set(provinces.map((row) => textAt(row, filledPlaces(row)[0] ?? 0)))];
    reading.sections.push({ column, as: "Heading: province", equals: all });
    reading.province = "Heading: province";
    inquiry.found(
      `headings that name the province of the rows below: ${all.slice(0, 3).join(", ")}`,
      `column "${column}"`,
    );
  }
  const kinds = headings.get("kind") ?? [];
  const [kindColumn] = columnsOf(kinds);
  if (kindColumn !== undefined) {
    const all = [...new Set(kinds.map((row) => textAt(row, filledPlaces(row)[0] ?? 0)))];
    reading.sections.push({ column: kindColumn, as: "Heading: kind", equals: all });
    reading.kind = "Heading: kind";
    inquiry.found(
      `headings that name the kind of the regions below: ${all.join(", ")}`,
      `column "${kindColumn}"`,
    );
  }
  askHeadings(inquiry, headings.get("other") ?? [], columnsOf(headings.get("other") ?? []), reading);
}

function askHeadings(
  inquiry: Inquiry,
  rows: readonly GridRow[],
  [column]: readonly string[],
  reading: RowReading,
): void {
  if (column === undefined) return;
  const all = [...new Set(rows.map((row) => textAt(row, filledPlaces(row)[0] ?? 0)))];
  const [dated] = all.filter((text) => statedPeriods([text]).length > 0);
  if (dated !== undefined) {
    refuseDated(inquiry, dated);
    return;
  }
  if (areSexes(all)) {
    refuseSexes(inquiry, "Headings divide the rows into those");
    return;
  }
  const answer = inquiry.ask({
    id: "headings",
    text: `What do the headings within the table say of the rows below them: ${all.slice(0, 5).join(", ")}?`,
    why: "they may be a group of people, which makes other figures of the same region",
    choices: [
      { value: "note", label: "keep them in the note of each figure" },
      { value: "skip", label: "nothing: leave them out" },
    ],
    suggestion: "note",
  });
  if (answer === "skip") for (const text of all) add(reading.skipWhere, { column, equals: text });
  if (answer !== "note") return;
  reading.sections.push({ column, as: "Heading", equals: all });
  reading.note = "Heading";
}

// A note does not move figures into another period: those below such a heading would be stored under that of the titles.
function refuseDated(inquiry: Inquiry, heading: string): void {
  inquiry.refuse(
    {
      id: "headings",
      text: `"${heading.slice(0, 60)}" within the table states a period of its own for the rows below it.`,
      choices: [],
      suggestion: null,
    },
    "two tables below each other are read as two files: put each on a sheet of its own, or the period into a column",
  );
}

// Rows with figures of what is no region, such as "Luar negeri", or of one that is misspelt.
function skipUnnamed(inquiry: Inquiry, layout: Layout, matcher: RegionMatcher, reading: RowReading): void {
  const { regionPlace, data } = layout;
  if (regionPlace < 0) return;
  const unnamed = data.filter((row) => {
    const text = textAt(row, regionPlace);
    return text !== "" && !isTotal(row, layout, matcher) && !namesRegion(matcher, text);
  });
  if (unnamed.length === 0) return;
  const texts = [...new Set(unnamed.map((row) => textAt(row, regionPlace)))];
  const answer = inquiry.ask({
    id: "unknown-regions",
    text: `${texts.length} name(s) with figures are of no region: ${texts.slice(0, 5).join(", ")}. Leave these rows out?`,
    why: "they may be misspelt, or sums",
    choices: [
      { value: "skip", label: "leave them out" },
      { value: "refuse", label: "keep them: the import names them, to be corrected in the file" },
    ],
    suggestion: "refuse",
  });
  if (answer === "skip") add(reading.skipWhere, { column: nameAt(layout, regionPlace), equals: texts });
}
