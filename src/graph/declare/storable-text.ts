/** Why no stored text can hold what this one does, for a sentence about it; null when one can. */
export function unstorable(text: string): string | null {
  // SQLite compares patterns up to the first NUL only.
  if (text.includes("\0")) return "has a NUL character";
  // Drivers bind half a pair as U+FFFD, or as bytes that are no UTF-8.
  return text.isWellFormed() ? null : "has one half of a surrogate pair, which is no character";
}
