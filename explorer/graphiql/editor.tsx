import "monaco-graphql/esm/monaco-editor.js";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "./explorer.css";
import { useGraphiQL } from "@graphiql/react";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { TabFocus } from "monaco-editor/esm/vs/editor/browser/config/tabFocus.js";
import { useEffect, useMemo, useRef, useState } from "react";
import { textOfVariables, type Written, writtenIn } from "../answer/address.js";
import { runOperation } from "../graph/ask.js";
import { type Example, fetchExamples } from "../graph/examples.js";
import { withKey } from "../graph/key.js";
import { useWords } from "../shell/language.js";
import { AnswerBar } from "./answer-bar.js";
import { createBuilderPlugin } from "./builder.js";
import { spread } from "./concise.js";
import { createExamplesPlugin, useOpen } from "./examples.js";
import { KeyBar } from "./key-bar.js";
import { Mended } from "./mended.js";
import { EDITOR_THEMES } from "./theme.js";

// Lets Tab move the focus: in Monaco it would indent, and trap keyboard users. Ctrl+M switches between the two.
TabFocus.setTabFocusMode(true);

// GraphiQL adds a tab for an initial query on every visit, so it is given only when no tabs are stored.
const stored = localStorage.getItem("graphiql:tabState");
const isFirstVisit = stored === null;
if (stored !== null) matchActiveTab(stored);

// What GraphiQL stores beside its tabs is written at another time than they are, and would be a tab of its own where it
// differs from all of them.
function matchActiveTab(state: string): void {
  try {
    const { tabs, activeTabIndex } = JSON.parse(state) as StoredTabs;
    const active = tabs[activeTabIndex];
    for (const name of ["query", "variables"] as const) {
      const text = active?.[name] ?? null;
      if (text === null) localStorage.removeItem(`graphiql:${name}`);
      else localStorage.setItem(`graphiql:${name}`, text);
    }
  } catch {
    // GraphiQL begins anew where it cannot read its tabs.
  }
}

interface StoredTabs {
  tabs: readonly { query: string | null; variables: string | null }[];
  activeTabIndex: number;
}

interface Start {
  examples: Example[];
  /** What the address names or holds. */
  linked: Written | null;
}

export function Editor() {
  const [start, setStart] = useState<Start | null>(null);
  useEffect(() => {
    void readStart().then(setStart);
  }, []);
  return start && <EditorWith {...start} />;
}

async function readStart(): Promise<Start> {
  const examples = await fetchExamples();
  const linked = await writtenIn(new URL(location.href), examples);
  return { examples, linked: linked && spread(linked) };
}

function EditorWith({ examples, linked }: Start) {
  const words = useWords();
  const title = words.explorer.examples;
  const plugin = useMemo(() => createExamplesPlugin(examples, title), [examples, title]);
  const { build } = words.explorer;
  const builder = useMemo(() => createBuilderPlugin(build), [build]);
  const [first] = examples;
  const initial =
    linked ?? (first && { document: first.document, variables: textOfVariables(first.variables) });
  return (
    <>
      <h1 className="hidden">{words.explorer.title}</h1>
      <GraphiQL
        fetcher={(operation, options) => runOperation(operation, withKey(options?.headers))}
        plugins={[plugin, builder, HISTORY_PLUGIN]}
        editorTheme={EDITOR_THEMES}
        {...(isWide() && { visiblePlugin: plugin })}
        defaultEditorToolsVisibility="variables"
        // Request headers may hold a key, which does not belong in the browser's storage.
        shouldPersistHeaders={false}
        {...(isFirstVisit &&
          initial && { initialQuery: initial.document, initialVariables: initial.variables })}
      >
        <GraphiQL.Logo>
          <span className="hidden">Cakupan</span>
        </GraphiQL.Logo>
        <GraphiQL.Footer>
          <Mended />
          <Opening linked={linked} />
          <KeyBar />
          <AnswerBar examples={examples} />
        </GraphiQL.Footer>
      </GraphiQL>
    </>
  );
}

const isWide = (): boolean => matchMedia("(width >= 60rem)").matches;

/**
 * Fills the editors once they are there: with what the address names, which runs at once, else with what the stored tab
 * holds, of which GraphiQL forgets the variables.
 */
function Opening({ linked }: { linked: Written | null }) {
  const open = useOpen();
  const isDone = useRef(false);
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const responseEditor = useGraphiQL((state) => state.responseEditor);
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]);
  useEffect(() => {
    if (isDone.current) return;
    if (!queryEditor || !variableEditor || !responseEditor) return;
    isDone.current = true;
    if (linked) open(linked.document, linked.variables);
    else if (tab?.variables && variableEditor.getValue() === "") variableEditor.setValue(tab.variables);
  });
  return null;
}
