import { explorerPlugin } from "@graphiql/plugin-explorer";
import type { GraphiQLPlugin } from "@graphiql/react";

// The plug-in's own colours are too pale on its ground.
const INK = "hsl(var(--color-neutral))";
const PARTS = [
  "keyword",
  "def",
  "property",
  "qualifier",
  "attribute",
  "number",
  "string",
  "builtin",
  "string2",
  "variable",
  "atom",
] as const;
const colors = Object.fromEntries(PARTS.map((part) => [part, INK])) as Record<(typeof PARTS)[number], string>;

/** A panel with all fields of the graph, which composes an operation out of those that are clicked. */
export function createBuilderPlugin(title: string): GraphiQLPlugin {
  return { ...explorerPlugin({ showAttribution: false, title, colors }), title };
}
