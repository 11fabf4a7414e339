import "monaco-graphql/esm/monaco-editor.js";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "./explorer.css";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { TabFocus } from "monaco-editor/esm/vs/editor/browser/config/tabFocus.js";
import { createRoot } from "react-dom/client";
import { createExamplesPlugin, variablesText } from "./examples.js";
import { fetchExamples, fetchSyntheticTitles, runOperation } from "./graph.js";

// Lets Tab move the focus: in Monaco it would indent, and trap keyboard users. Ctrl+M switches between the two.
TabFocus.setTabFocusMode(true);

const [examples, syntheticTitles] = await Promise.all([fetchExamples(), fetchSyntheticTitles()]);
const examplesPlugin = createExamplesPlugin(examples);
const [first] = examples;

// GraphiQL adds a tab for an initial query on every visit, so it is given only when no tabs are stored.
const isFirstVisit = localStorage.getItem("graphiql:tabState") === null;

createRoot(document.getElementById("explorer") ?? document.body).render(
  <>
    {syntheticTitles.length > 0 && (
      <p className="synthetic" role="note">
        <strong>{syntheticTitles.join(", ")}</strong>: sources and names marked SYNTHETIC are generated and
        say nothing about the world.{" "}
        <span lang="id">Sumber dan nama bertanda SYNTHETIC adalah data buatan.</span>
      </p>
    )}
    <GraphiQL
      fetcher={(operation, options) => runOperation(operation, options?.headers)}
      plugins={[examplesPlugin, HISTORY_PLUGIN]}
      visiblePlugin={examplesPlugin}
      defaultEditorToolsVisibility="variables"
      defaultTheme="light"
      // Request headers may hold a key, which does not belong in the browser's storage.
      shouldPersistHeaders={false}
      {...(isFirstVisit && first && { initialQuery: first.document, initialVariables: variablesText(first) })}
    >
      <GraphiQL.Logo>Cakupan</GraphiQL.Logo>
    </GraphiQL>
  </>,
);
