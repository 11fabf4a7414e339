import type { InputRow } from "../../files/read/input.js";
import type { PackageTable } from "../../package/package-table.js";
import type { Scale } from "../../package/scale.js";
import type { FieldMapping } from "./mapping.js";
import { NUMBER_UNITS, type NumberUnit } from "./parse-number.js";
import type { CellFault } from "./read-cell.js";

const SCALES: readonly (readonly [words: RegExp, unit: NumberUnit])[] = [
  [/%|\b(?:persen|persentase|percent|per cent|percentage)\b/, "PERCENT"],
  [/\b(?:ribu|ribuan|rb|thousands?|000)\b/, "THOUSAND"],
  [/\b(?:juta|jutaan|jt|millions?|mn)\b/, "MILLION"],
  [/\b(?:miliar|milyar|milliar|billions?|bn)\b/, "BILLION"],
];
const COUNTED =
  /^(?:orang|jiwa|pekerja|peserta|penduduk|rupiah|rp|idr|unit|kasus|perusahaan|perusahan|kk|keluarga|rumah tangga|bulan|persons?|people|workers?|firms?|cases?|months?)$/;

/** Whether a text names a unit of numbers, so that a mapping may give it to a column. */
export const isNumberUnit = (text: string): text is NumberUnit => Object.hasOwn(NUMBER_UNITS, text);

/** The unit among the texts that a mapping gives for an unpivoted column, and the other ones. */
export function unpivotedUnit(
  texts: Readonly<Record<string, string>>,
  { columns }: Pick<PackageTable, "columns">,
): { unit: NumberUnit | undefined; constants: Record<string, string> } {
  const { unit, ...constants } = texts;
  if (unit === undefined || "unit" in columns || !isNumberUnit(unit))
    return { unit: undefined, constants: texts };
  return { unit, constants };
}

/** Compiles what states the unit of a row: undefined where nothing does, and a fault for an unknown text. */
export function rowUnit(
  { unitFrom }: Pick<FieldMapping, "unitFrom">,
  actual: (column: string) => string,
): (row: InputRow) => NumberUnit | CellFault | undefined {
  if (unitFrom === undefined) return () => undefined;
  const { column, values = {} } = typeof unitFrom === "string" ? { column: unitFrom } : unitFrom;
  const translated = new Map(Object.entries(values).map(([text, unit]) => [folded(text), unit]));
  const name = actual(column);
  return ({ cells }) => {
    const text = cells[name] ?? "";
    if (text.trim() === "") return undefined;
    return translated.get(folded(text)) ?? unitNamed(text) ?? unknown(column, text);
  };
}

const folded = (text: string): string => text.replace(/\s+/g, " ").trim().toLowerCase();

/** The unit that a text names, such as `Ribu orang`, `Persen (%)` or `Juta Rp`: what is counted scales nothing. Null for others. */
export function unitNamed(given: string): NumberUnit | null {
  const text = folded(given);
  const found = SCALES.filter(([words]) => words.test(text)).map(([, unit]) => unit);
  if (found.length > 1) return null;
  const rest = SCALES.reduce((left, [words]) => left.replaceAll(new RegExp(words, "g"), " "), text);
  const counted = folded(rest.replace(/[()[\].]/g, " "));
  if (counted !== "" && !COUNTED.test(counted)) return null;
  return found[0] ?? "ONE";
}

const unknown = (column: string, text: string): CellFault => ({
  code: "CONSTRAINT",
  reason: `has the unit "${text.trim().slice(0, 40)}" in "${column}", which is not known`,
  hint: `Translate it in "unitFrom": { "column": …, "values": { … } } into ${Object.keys(NUMBER_UNITS).join(", ")}.`,
});

/** The units that a text in words mentions, such as a title or the name of a column. */
export const unitsAmong = (text: string): NumberUnit[] =>
  SCALES.filter(([words]) => words.test(folded(text))).map(([, unit]) => unit);

/** Where the size of a number comes from. */
export function scaleOf(text: string, isPercent: boolean, unit: NumberUnit | undefined): Scale {
  if (isPercent || /%|persen|per ?cent/i.test(text)) return "PERCENT";
  if (unit !== undefined) return unit === "PERCENT" ? "AS_PERCENT" : "STATED";
  return /\p{L}/u.test(text) ? "STATED" : "BARE";
}
