import type { Fault } from "../../files/fault.js";
import type { FieldMapping, Mapping } from "./mapping.js";
import type { RegionMatch, RegionMatcher, RegionScope } from "./match-region.js";
import { dateReader } from "./parse-date.js";
import { parseDecimal, type NumberUnit } from "./parse-number.js";
import { stripFootnotes } from "./strip-footnotes.js";
import type { PackageColumn } from "../../package/column.js";

/** Why the text of a cell is invalid, and how to correct it. */
export interface CellFault {
  code: Fault["code"];
  reason: string;
  hint: string | null;
}

/** The context of a cell in its row. */
interface CellPlace {
  /** Code of the region that contains the one named in the cell. */
  within?: string | undefined;
  /** Whether the file stores the cell as a number, whose text has a point and no grouping in any notation. */
  isNumber: boolean;
  /** Whether the file shows that number as percent: it is the fraction already. */
  isPercent?: boolean | undefined;
  /** The unit of the row or column, where it differs from that of the field. */
  unit?: NumberUnit | undefined;
}

/** Turns the text of a cell into that of our tables. */
export type CellReader = (text: string, place: CellPlace) => string | CellFault;

const MOST_CACHED = 20_000;

/** Compiles a reader for the cells of one field. */
export function cellReader(
  field: FieldMapping,
  { kind, required, edge }: Pick<PackageColumn<never>, "kind" | "required" | "edge">,
  mapping: Pick<Mapping, "locale" | "codeSystem" | "bareNames">,
  matcher: RegionMatcher,
): CellReader {
  const parse = parser(field, { kind, edge }, mapping, matcher);
  const isEmpty = foldedTest(field.empty ?? []);
  const translated = field.values ? translation(field.values) : null;
  // For texts and booleans, `values` lists all valid texts. Other kinds can still parse those that it lacks.
  const onlyTranslated = translated !== null && (kind === "text" || kind === "boolean");
  const trims = field.trim ?? true;
  const strips = field.footnotes ?? false;
  const missing: CellFault = { code: "REQUIRED", reason: "is empty, but must not be", hint: null };
  const absent = required ? missing : "";
  return (raw, place) => {
    let text = trims ? raw.trim() : raw;
    if (strips) text = stripFootnotes(text);
    if (text === "" || isEmpty?.(text)) return absent;
    if (translated !== null && kind !== "list") {
      const value = translated(text);
      if (value !== undefined) return value === "" ? absent : value;
      if (onlyTranslated) return untranslated;
    }
    const read = parse(text, place);
    return read === "" ? absent : read;
  };
}

const untranslated: CellFault = {
  code: "CONSTRAINT",
  reason: "is not among the texts that the mapping translates",
  hint: 'Add it to "values".',
};

function parser(
  field: FieldMapping,
  { kind, edge }: Pick<PackageColumn<never>, "kind"> & { edge: "from" | "until" | undefined },
  mapping: Pick<Mapping, "locale" | "codeSystem" | "bareNames">,
  matcher: RegionMatcher,
): CellReader {
  switch (kind) {
    case "number":
    case "integer":
      return numberParser(field, kind === "integer" || (field.whole ?? false), mapping.locale);
    case "date": {
      const read = dateReader(field.date === undefined ? undefined : [field.date].flat(), edge);
      return (text) => {
        const date = read(text);
        return typeof date === "string" ? date : { code: "TYPE", ...date };
      };
    }
    case "region":
      return regionParser(
        { ...field, bareNames: field.bareNames ?? mapping.bareNames },
        field.codeSystem ?? mapping.codeSystem ?? null,
        matcher,
      );
    case "list":
      return listParser(field);
    case "year":
      return (text) =>
        /^\d{4}(?:\.0+)?$/.test(text)
          ? text.slice(0, 4)
          : { code: "TYPE", reason: "is not a year", hint: "Years are written 2024." };
    case "boolean":
      return (text) => {
        const folded = text.toLowerCase();
        return folded === "true" || folded === "false"
          ? folded
          : { code: "TYPE", reason: "is not true or false", hint: 'Translate it in "values".' };
      };
    default:
      return field.slug ? slug : (text) => text;
  }
}

function numberParser(field: FieldMapping, whole: boolean, fileLocale: "id" | "en"): CellReader {
  const notation = field.locale ?? fileLocale;
  return (text, { isNumber, isPercent, unit = field.unit }) => {
    if (isPercent && unit !== undefined && unit !== "PERCENT" && unit !== "ONE") return otherUnit(unit);
    const decimal = parseDecimal(text, isNumber ? "en" : notation, isPercent ? "ONE" : unit);
    if (typeof decimal !== "string") return { code: "TYPE", ...decimal };
    if (!whole || !decimal.includes(".")) return decimal;
    const other = parseDecimal(text, notation === "id" ? "en" : "id", unit);
    const hint =
      typeof other === "string" && !other.includes(".")
        ? `In the notation "${notation === "id" ? "en" : "id"}" it would be ${other}.`
        : "The field takes whole numbers.";
    return { code: "TYPE", reason: `is ${decimal} and not a whole number`, hint };
  };
}

const otherUnit = (unit: NumberUnit): CellFault => ({
  code: "TYPE",
  reason: `is shown as percent, but the mapping reads it in the unit ${unit}`,
  hint: "Give the unit once: in the cells or in the mapping.",
});

/** Compiles a reader of regions that caches its matches, since a column repeats the same few texts. */
export function regionParser(
  { levels, bareNames }: Pick<FieldMapping, "levels" | "bareNames">,
  codeSystem: Mapping["codeSystem"] | null,
  matcher: RegionMatcher,
): CellReader {
  const byPlace = new Map<string | undefined, Map<string, string | CellFault>>();
  return (text, { within }) => {
    let cache = byPlace.get(within);
    if (!cache) {
      cache = new Map<string, string | CellFault>();
      byPlace.set(within, cache);
    }
    const cached = cache.get(text);
    if (cached !== undefined) return cached;
    const scope: RegionScope = { within, levels, bareNames };
    const read = regionFault(matcher.match(text, codeSystem ?? null, scope), codeSystem ?? "KEMENDAGRI");
    if (cache.size >= MOST_CACHED) cache.clear();
    cache.set(ownText(text), read);
    return read;
  };
}

// A cell is a slice of a block of the file; caching a copy keeps the block from staying in memory.
const ownText = (text: string): string => Buffer.from(text).toString();

function regionFault(match: RegionMatch, codeSystem: string): string | CellFault {
  if ("code" in match) return match.code;
  const { fault, candidates } = match;
  if (match.hint !== undefined) return { code: "REFERENCE", reason: fault, hint: match.hint };
  const fallback =
    codeSystem === "NAME" ? "The table of regions has all names." : `Codes must be those of ${codeSystem}.`;
  const hint = candidates.length > 0 ? `It may be ${candidates.join(", ")}.` : fallback;
  return { code: "REFERENCE", reason: fault, hint };
}

function listParser({ split = ";", values }: FieldMapping): CellReader {
  const translated = values ? translation(values) : null;
  return (text) => {
    const entries: string[] = [];
    for (const part of text.split(split)) {
      const entry = part.trim();
      if (entry === "") continue;
      const value = translated ? translated(entry) : entry;
      if (value === undefined)
        return { ...untranslated, reason: `has "${entry}", which the mapping does not translate` };
      if (value !== "") entries.push(value);
    }
    return entries.join(";");
  };
}

function slug(text: string): string | CellFault {
  const made = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return made === "" ? { code: "TYPE", reason: "has no letter or digit to make an id of", hint: null } : made;
}

// Looks up the exact text first, so that most cells need no folding.
function translation(values: Readonly<Record<string, string>>): (text: string) => string | undefined {
  const exact = new Map(Object.entries(values).map(([from, to]) => [from.trim(), to]));
  const folded = new Map([...exact].map(([from, to]) => [from.toLowerCase(), to]));
  return (text) => exact.get(text) ?? folded.get(text.trim().toLowerCase());
}

function foldedTest(texts: readonly string[]): ((text: string) => boolean) | null {
  if (texts.length === 0) return null;
  const folded = new Set(texts.map((text) => text.trim().toLowerCase()));
  const longest = Math.max(...[...folded].map(({ length }) => length));
  return (text) => text.length <= longest && folded.has(text.toLowerCase());
}
