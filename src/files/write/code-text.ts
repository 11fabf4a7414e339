/** What the names of columns with such texts end in, after the name of the column of codes. */
export const CODE_TEXT = "_text";

/**
 * A code as no program takes it for a number, of which `12.10` would lose its zero: `ID-12.10`. A code that does not begin
 * with a digit, such as the country's, stays as it is.
 */
export const codeAsText = (code: string): string => (/^\d/.test(code) ? `ID-${code}` : code);
