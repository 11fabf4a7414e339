import type { Analysed } from "../analysis.js";
import type { Clause } from "../find/clauses.js";
import type { TextSpan } from "../../candidate.js";
import { isFormer } from "./former.js";
import type { Statement } from "./statement.js";

const FILLER =
  /^(?:[\s,;:()|.–-]|dan|serta|lalu|kemudian|disusul|diikuti|sebanyak|sebesar|sejumlah|dengan|ada|Kabupaten|Kota|Kab|Pemkab|Pemkot|juga|orang|terakhir|masing-masing)*["”]?$/iu;

/** The statement of what a number was before; null for other numbers. */
export function formerStatement(
  { text, clauses }: Analysed,
  { quantity, place }: Clause,
  stated: ReadonlyMap<number, Statement>,
): Statement | null {
  const former = stated.get(place - 1);
  return former?.value != null && isFormer(text, clauses[place - 1]?.quantity, quantity) ? former : null;
}

/**
 * The statement whose list a number goes on with: "Samarinda kebagian kuota 24.000, Balikpapan 18.500, dan Berau 9.750
 * orang". Beside it stand a place and nothing else. Null for a number that has words of its own.
 */
export function listedStatement(
  { text, regions, categories }: Analysed,
  { quantity, segment, place }: Clause,
  stated: ReadonlyMap<number, Statement>,
): Statement | null {
  const before = stated.get(place - 1);
  if (before?.value == null) return null;
  const inside = ({ start, end }: TextSpan): boolean => start >= segment.start && end <= segment.end;
  const [places, groups] = [regions.filter(inside), categories.filter(inside)];
  // Beside a group of its own, too: "guru ngaji 7.500 orang, kader posyandu 6.300 orang".
  const isOfGroup = places.length === 0 && before.category !== null;
  const own = isOfGroup ? groups : places;
  const isSame = isOfGroup
    ? groups.every(({ category }) => category.code === before.category)
    : places.every(({ code }) => code === before.region);
  if (own.length === 0 || isSame) return null;
  const isSameUnit = (before.indicator.unit === "PERSONS") === (quantity.counted === "PERSONS");
  if (!isSameUnit || !["PERSONS", "PERCENT"].includes(quantity.counted)) return null;
  if ((before.indicator.unit === "FRACTION") !== (quantity.counted === "PERCENT")) return null;
  let rest = text.slice(segment.start, segment.end);
  for (const { start, end } of [...own, quantity.phrase].sort((one, other) => other.start - one.start))
    rest = rest.slice(0, Math.max(0, start - segment.start)) + rest.slice(Math.max(0, end - segment.start));
  return FILLER.test(rest) ? before : null;
}
