/** An explanation as a tree, less its times, which differ from run to run. */
export const timeless = (tree: string): string =>
  tree.replace(/, \d+\.\d ms(?: in (?:statements|all))?/g, "");
