/** A list in an answer, flattened to columns. */
export interface Rows {
  /** Where it is in the answer, such as `region.observations`. */
  path: string;
  columns: string[];
  rows: Cells[];
}

export type Cell = string | number | boolean | null;
export type Cells = Record<string, Cell>;

interface JsonObject {
  [key: string]: Json;
}
type Json = Cell | Json[] | JsonObject;

/** The lists of objects in the data of an answer, the longest first; nodes and edges belong to their connection. */
export function listsIn(response: string): Rows[] {
  const lists: Rows[] = [];
  collect(dataOf(response), "", lists);
  return lists.sort((one, other) => other.rows.length - one.rows.length);
}

function dataOf(response: string): Json {
  try {
    return (JSON.parse(response) as { data?: Json }).data ?? null;
  } catch {
    return null;
  }
}

function collect(value: Json, path: string, lists: Rows[]): void {
  if (Array.isArray(value)) {
    const rows = value.map((item) => (isObject(item) ? flat(item.node ?? item) : { value: item as Cell }));
    if (rows.length === 0 || !value.some(isObject)) return;
    const columns = inReadingOrder([...new Set(rows.flatMap((row) => Object.keys(row)))]);
    lists.push({ path: path.replace(/\.(?:nodes|edges|rows)$/, ""), columns, rows });
  } else if (isObject(value)) {
    for (const [key, below] of Object.entries(value))
      collect(below, path === "" ? key : `${path}.${key}`, lists);
  }
}

// What a row is about, then when, then its numbers, then all else.
const READING_ORDER = [
  /(?:^|\.)(?:officialName|name|nameId|title)$/,
  /^(?:rank|year|month|level)$|period\.(?:start|end)$/,
  /(?:^|\.)(?:value|published|derived|lowerBound|upperBound|qualifier|partialValue)$/,
];

function inReadingOrder(columns: string[]): string[] {
  const placeOf = (column: string): number => {
    const place = READING_ORDER.findIndex((pattern) => pattern.test(column));
    return place === -1 ? READING_ORDER.length : place;
  };
  const ordered = columns.toSorted((one, other) => placeOf(one) - placeOf(other));
  // The name of the row itself, or of its region, comes before those of what it refers to.
  const own = ordered.findIndex((column) =>
    /^(?:(?:\w*[rR]egion|\w*[cC]ategory)\.)?(?:officialName|name)$/.test(column),
  );
  return own > 0 ? [...ordered.splice(own, 1), ...ordered] : ordered;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function flat(value: Json, prefix = ""): Cells {
  if (Array.isArray(value)) return flatList(value, prefix);
  if (!isObject(value)) return { [prefix || "value"]: value };
  const parts = Object.entries(value).map(([key, below]) =>
    flat(below, prefix === "" ? key : `${prefix}.${key}`),
  );
  return Object.assign({}, ...parts) as Cells;
}

const MOST_COLUMNS_OF_A_LIST = 3;

/** A list within a row: texts in one cell, statistics by their indicator, few objects side by side, many as a number. */
function flatList(list: Json[], prefix: string): Cells {
  if (!list.some(isObject)) return { [prefix]: list.map(String).join(", ") };
  if (list.length > MOST_COLUMNS_OF_A_LIST && !list.every((item) => indicatorOf(item) !== null))
    return { [`${prefix} (number)`]: list.length };
  const parts = list.map((item, place) => flat(item, `${prefix}.${indicatorOf(item) ?? place + 1}`));
  return Object.assign({}, ...parts) as Cells;
}

function indicatorOf(value: Json): string | null {
  const code = isObject(value) && isObject(value.indicator) ? value.indicator.code : null;
  return typeof code === "string" ? code : null;
}

/** The rows in the order of a column; what is not known comes last. */
export function sorted(rows: Cells[], column: string, isDescending: boolean): Cells[] {
  const sign = isDescending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [one[column] ?? null, other[column] ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b), undefined, { numeric: true });
  });
}

/** Columns that hold numbers. */
export const numericColumns = ({ columns, rows }: Rows): string[] =>
  columns.filter((column) => {
    const known = rows.flatMap((row) => row[column] ?? []);
    return known.length > 0 && known.every((cell) => typeof cell === "number") && !isYear(column);
  });

/** The number that is drawn first. */
export const firstNumber = (numbers: string[]): string | undefined =>
  numbers.find((each) => /(?:^|\.)value$/.test(each)) ??
  numbers.find((each) => /(?:^|\.)(?:partialValue|published|derived)$/.test(each)) ??
  numbers[0];

const isYear = (column: string): boolean => /(?:^|\.)(?:year|month|cycleYear)$/.test(column);

// Other texts, such as dates, may differ from row to row without naming it.
const NAMING = /(?:^|\.)(?:officialName|name|title|code)$/i;

/** The column that says when, if there are several rows of one name, which are about different times. */
export function timeColumn({ columns, rows }: Rows, name: string | null): string | null {
  if (
    name !== null &&
    NAMING.test(name) &&
    rows.length > 1 &&
    new Set(rows.map((row) => row[name])).size === rows.length
  )
    return null;
  const candidates = columns.filter((column) => /period\.end$|On$/.test(column) || isYear(column));
  return (
    candidates.find((column) => new Set(rows.map((row) => row[column] ?? null)).size > rows.length / 3) ??
    null
  );
}

const PROVINCE = /^\d\d$/;

/** The column with codes of provinces, each at most once; null where there is none. */
export function provinceColumn({ columns, rows }: Rows): string | null {
  return (
    columns.find((column) => {
      if (!/(?:^|\.)code$/.test(column)) return false;
      const codes = rows.flatMap((row) => (PROVINCE.test(String(row[column])) ? [row[column]] : []));
      return codes.length > 1 && codes.length === new Set(codes).size;
    }) ?? null
  );
}

/** The column that names a row best. */
export function nameColumn({ columns, rows }: Rows, numbers: string[]): string | null {
  const texts = columns.filter(
    (column) => !numbers.includes(column) && rows.some((row) => typeof row[column] === "string"),
  );
  return texts.find((column) => /(?:^|\.)(?:officialName|name)$/i.test(column)) ?? texts[0] ?? null;
}
