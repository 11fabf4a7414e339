/** The letters of a column by its index: `A` for 0, `AA` for 26. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (Math.max(column, 0) % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}
