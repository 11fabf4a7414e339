import type { TextSpan } from "../../candidate.js";
import type { Quantity } from "./quantities.js";

/** A quantity with the words around it that may speak of it. */
export interface Clause {
  quantity: Quantity;
  /** The part of the sentence between two separators. */
  segment: TextSpan;
  /** The segment with those that "dan" joins to it. */
  wide: TextSpan;
  /** From the segment's beginning, or the quantity before, to this one's number. */
  left: TextSpan;
  /** From this one's number to the segment's end, or the quantity behind. */
  right: TextSpan;
  /** Places of the clause among those of its sentence. */
  place: number;
}

const SEPARATOR =
  /[,;:](?=\s|["”])|\s[–—-]\s|\s*\|\s*|\t+|\s{3,}|["“”]|\s(?:sedangkan|sementara|adapun|namun|tetapi|tapi|disusul|ditambah|sisanya)(?=\s)/giu;
const AND = /\s(?:dan|serta)(?=\s)/giu;

/** The clauses of a sentence, one for each quantity. */
export function clausesOf(
  text: string,
  quantities: readonly Quantity[],
  groups: readonly TextSpan[] = [],
): Clause[] {
  const within = (at: number): boolean => quantities.some(({ start, end }) => at >= start && at < end);
  const cuts = new Set([0, text.length]);
  for (const { index } of text.matchAll(SEPARATOR)) if (!within(index)) cuts.add(index);
  const wider = [...cuts].sort((one, other) => one - other);
  const borders = (): number[] => [...cuts].sort((one, other) => one - other);
  // "3.000 nelayan dan 900 petani" are two statements, "petani dan nelayan" is one.
  for (const { index } of text.matchAll(AND)) {
    const [from, until] = around(borders(), index);
    const has = (start: number, end: number): boolean =>
      quantities.some((quantity) => quantity.start >= start && quantity.end <= end);
    if (has(from, index) && has(index, until) && !joinsGroups(text, index, groups)) cuts.add(index);
  }
  const ends = borders();
  return quantities.map((quantity, place) => {
    const [start, end] = around(ends, quantity.start);
    const before = quantities[place - 1]?.phrase.end ?? 0;
    const next = quantities[place + 1]?.phrase.start ?? text.length;
    return {
      quantity,
      place,
      segment: { start, end },
      wide: spanOf(around(wider, quantity.start)),
      left: { start: Math.max(start, before), end: quantity.start },
      right: { start: quantity.end, end: Math.max(quantity.end, Math.min(end, next)) },
    };
  });
}

// "2.500 bilal dan penggali kubur" is one number of two groups.
const joinsGroups = (text: string, at: number, groups: readonly TextSpan[]): boolean =>
  groups.some(({ end }) => end === at) &&
  groups.some(({ start }) => start > at && /^\s(?:dan|serta)\s+(?:para\s+)?$/iu.test(text.slice(at, start)));

const spanOf = ([start, end]: [number, number]): TextSpan => ({ start, end });

function around(borders: readonly number[], at: number): [number, number] {
  const next = borders.findIndex((border) => border > at);
  return [borders[next - 1] ?? 0, borders[next] ?? at];
}
