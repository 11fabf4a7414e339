/** A name of a table, column or index as all engines read it. */
export const quoted = (name: string): string => `\`${name.replaceAll("`", "``")}\``;
