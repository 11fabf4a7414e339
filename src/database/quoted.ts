/** Quotes the name of a table, column or index in backticks, which all engines accept. */
export const quoted = (name: string): string => `\`${name.replaceAll("`", "``")}\``;
