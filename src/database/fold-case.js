// @ts-check

// Plain JavaScript, since SQLite's reader processes run this file uncompiled in development and tests.

/**
 * Lowercases each character on its own, as databases do. `toLowerCase` alone would turn İ into two characters, and Σ
 * into another letter at the end of a word.
 * @param {string} text
 */
export const foldCase = (text) => text.replaceAll("İ", "i").replaceAll("Σ", "σ").toLowerCase();
