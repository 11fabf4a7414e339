import type { Quantity } from "../find/quantities.js";

const FROM = /(?<!\p{L})dari\s*$/iu;
const TO = /^[^.;]{0,50}?(?<!\p{L})(?:menjadi|ke)\s*(?:angka\s+)?$/iu;

/** Whether the first of two numbers is what the second was before: "dari 10.000 pada 2023 menjadi 13.500 orang". */
export function isFormer(text: string, before: Quantity | undefined, now: Quantity | undefined): boolean {
  if (!before || before.unit !== now?.unit || before.counted !== now.counted) return false;
  return (
    FROM.test(text.slice(0, before.phrase.start)) && TO.test(text.slice(before.phrase.end, now.phrase.start))
  );
}
