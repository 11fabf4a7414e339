// @ts-check

// JavaScript as it is run: processes that read SQLite start from the sources in development and tests, too.

/**
 * A text without regard to case: each letter by itself in lower case, whatever stands beside it. `toLowerCase` makes
 * two characters of İ, and of Σ another letter at the end of a word; databases go letter by letter.
 * @param {string} text
 */
export const foldCase = (text) => text.replaceAll("İ", "i").replaceAll("Σ", "σ").toLowerCase();
