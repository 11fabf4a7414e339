/** The reason why a text cannot be stored, as the predicate of a sentence; null when it can be stored. */
export function unstorable(text: string): string | null {
  // SQLite compares patterns only up to the first NUL.
  if (text.includes("\0")) return "has a NUL character";
  // Drivers bind an unpaired surrogate as U+FFFD or as invalid UTF-8.
  return text.isWellFormed() ? null : "has one half of a surrogate pair, which is not a character";
}
