import * as monaco from "monaco-graphql/esm/monaco-editor.js";

/** Names of the editor's themes: GraphiQL's own have numbers and line numbers too pale to be read on its grounds. */
export const EDITOR_THEMES = { light: "cakupan-light", dark: "cakupan-dark" };

const TRANSPARENT = "#ffffff00";

const common = { "editor.background": TRANSPARENT, "scrollbar.shadow": TRANSPARENT };

monaco.editor.defineTheme(EDITOR_THEMES.light, {
  base: "vs",
  inherit: true,
  colors: { ...common, "editorLineNumber.foreground": "#1d6a86", "editorWidget.background": "#ffffff" },
  rules: [
    { token: "argument.identifier.gql", foreground: "#5a56c4" },
    { token: "number", foreground: "#04673f" },
    { token: "comment", foreground: "#00660a" },
    { token: "string.key.json", foreground: "#8f2323" },
  ],
});
monaco.editor.defineTheme(EDITOR_THEMES.dark, {
  base: "vs-dark",
  inherit: true,
  colors: { ...common, "editorLineNumber.foreground": "#a7b0bd", "editorWidget.background": "#212a3b" },
  rules: [
    { token: "argument.identifier.gql", foreground: "#a7a2ff" },
    { token: "comment", foreground: "#8cc27a" },
    { token: "keyword", foreground: "#7ab6ea" },
  ],
});
