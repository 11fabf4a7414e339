import type { FieldMapping } from "../mapping/mapping.js";
import type { RegionMatcher } from "../mapping/match-region.js";
import { isWithin } from "../../modules/regions/region-code.rules.js";
import type { GridColumn } from "./grid-column.js";
import type { Inquiry } from "./question.js";
import { sharedProvince, readCodes, readNames } from "./region-field.js";
import type { RowReading } from "./rows.js";
import type { Said } from "./said.js";

/** Finds out which regions rows are about: by their codes, their names, or one region of all of them. */
export function readRegions(
  inquiry: Inquiry,
  columns: readonly GridColumn[],
  rows: RowReading,
  titles: Said,
  matcher: RegionMatcher,
): FieldMapping | null {
  const names = columns.filter(({ role }) => role === "region");
  const [code] = columns
    .filter(({ role }) => role === "code")
    .sort((one, other) => digits(other) - digits(one) || distinct(other) - distinct(one));
  const isOfProvinces = ({ texts }: GridColumn): number =>
    Number(texts.every((text) => matcher.named(text).some(({ level }) => level === "PROVINCE")));
  // Beside a column of provinces, the other says which of their regions a row is about, however few there are.
  const [name] = [...names].sort(
    (one, other) => isOfProvinces(one) - isOfProvinces(other) || distinct(other) - distinct(one),
  );
  if (code) {
    const reading = readCodes(
      inquiry,
      code,
      name?.cells.length === code.cells.length ? name.cells : null,
      matcher,
    );
    const beside = name ? { nameColumn: name.name } : {};
    return reading && { column: code.name, ...reading, ...beside };
  }
  if (!name) return readOnly(inquiry, titles, matcher);
  const within = provinceColumn(names, name, matcher);
  if (within) {
    inquiry.found(`the province of each region`, `column "${within.name}"`);
    const levels = name.texts.some((text) => /^kota\b/i.test(text)) ? { bareNames: "REGENCY" as const } : {};
    return {
      column: name.name,
      codeSystem: "NAME",
      within: { column: within.name, codeSystem: "NAME" },
      ...levels,
    };
  }
  if (rows.kind !== null)
    return { join: [rows.kind, name.name], codeSystem: "NAME", ...scopeOf(titles, name, matcher) };
  if (rows.province !== null)
    return {
      column: name.name,
      codeSystem: "NAME",
      within: { column: rows.province, codeSystem: "NAME" },
      ...(name.texts.some((text) => /^kota\b/i.test(text)) ? { bareNames: "REGENCY" as const } : {}),
    };
  const province = provinceIn(titles, matcher) ?? sharedProvince(name.texts, matcher);
  const reading = readNames(inquiry, name, province, matcher);
  return reading && { column: name.name, ...reading };
}

const digits = ({ texts }: GridColumn): number =>
  Math.max(...texts.map((text) => text.replaceAll(/\D/g, "").length));
const distinct = ({ texts }: GridColumn): number => new Set(texts).size;

function scopeOf(titles: Said, { texts }: GridColumn, matcher: RegionMatcher): Pick<FieldMapping, "within"> {
  const province = provinceIn(titles, matcher) ?? sharedProvince(texts, matcher);
  return province === null ? {} : { within: { constant: province } };
}

// A column of provinces beside one of regencies.
function provinceColumn(
  columns: readonly GridColumn[],
  of: GridColumn,
  matcher: RegionMatcher,
): GridColumn | null {
  return (
    columns.find(
      (column) =>
        column !== of &&
        column.cells.length === of.cells.length &&
        column.texts.every((text) => matcher.named(text).some(({ level }) => level === "PROVINCE")),
    ) ?? null
  );
}

/** The province that titles name, and no other. */
function provinceIn({ regions }: Said, matcher: RegionMatcher): string | null {
  const provinces = regions.filter(
    (code) => /^\d\d$/.test(code) && "code" in matcher.match(code, "KEMENDAGRI"),
  );
  return provinces.length === 1 ? (provinces[0] ?? null) : null;
}

// Where no column names regions, all rows are about one.
function readOnly(inquiry: Inquiry, { regions }: Said, matcher: RegionMatcher): FieldMapping | null {
  const lowest = regions.filter((code) => !regions.some((other) => other !== code && isWithin(other, code)));
  const [only, ...others] = lowest;
  const isSure = only !== undefined && others.length === 0 && inquiry.answered("region") === null;
  if (isSure) {
    inquiry.found(`figures of ${matcher.labelOf(only)}`, "the texts above the header");
    return { constant: only };
  }
  const question = {
    id: "region",
    text: "Which region are the figures about? Its name or Kemendagri code; ID for the whole country.",
    choices: lowest.map((code) => ({ value: code, label: matcher.labelOf(code) })),
    suggestion: null,
  };
  const why = lowest.length > 1 ? "the titles name several" : "no column and no title names one";
  const answer = inquiry.ask({ ...question, why, isOpen: true });
  if (answer === null) return null;
  const match = matcher.match(answer, /\d|^id$/i.test(answer) ? "KEMENDAGRI" : "NAME");
  if ("code" in match) return { constant: match.code };
  return inquiry.refuse(
    { ...question, choices: match.candidates.map((label) => ({ value: label.split(" ")[0] ?? "", label })) },
    `"${answer}" ${match.fault}`,
  );
}
