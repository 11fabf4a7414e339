import type { GraphiQLPlugin } from "@graphiql/react";
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { Kind, parse } from "graphql";
import { type Example, isQuestion } from "../graph/examples.js";
import { useLanguage } from "../shell/language.js";
import { textOfVariables } from "../answer/address.js";
import { concise } from "./concise.js";

/** A panel that lists the operations; choosing one opens it in a new tab of the editor, and runs it. */
export function createExamplesPlugin(examples: Example[], title: string): GraphiQLPlugin {
  return { title, icon: ExamplesIcon, content: () => <Examples examples={examples} /> };
}

/** Opens an operation and runs it: in the tab that has it already, else in a tab of its own. */
export function useOpen(): (document: string, variables: string) => void {
  const actions = useGraphiQLActions();
  const tabs = useGraphiQL((state) => state.tabs);
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  return (document, variables) => {
    const place = tabs.findIndex(({ query }) => sayingOf(query ?? "") === sayingOf(document));
    if (place === -1) actions.addTab();
    else actions.changeTab(place);
    variableEditor?.setValue(variables);
    queryEditor?.setValue(document);
    // An editor that was scrolled would show the new text from there on.
    for (const editor of [queryEditor, variableEditor])
      editor?.setScrollPosition({ scrollTop: 0, scrollLeft: 0 });
    queryEditor?.setPosition({ lineNumber: 1, column: 1 });
    // GraphiQL reads the name of the operation a while later, and would run the one before until then.
    actions.setOperationFacts(factsOf(document));
    actions.run();
  };
}

// An operation is the same, however it is written.
const sayingOf = (document: string): string => concise({ document, variables: "" }).document;

function factsOf(document: string) {
  try {
    const documentAST = parse(document);
    const operations = documentAST.definitions.filter(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION,
    );
    const name = operations[0]?.name?.value;
    return { documentAST, operations, ...(name !== undefined && { operationName: name }) };
  } catch {
    return {};
  }
}

function Examples({ examples }: { examples: Example[] }) {
  const { words } = useLanguage();
  const { explorer } = words;
  return (
    <section className="examples" aria-labelledby="examples-title">
      <h2 id="examples-title">{explorer.examples}</h2>
      {examples.length === 0 && <p>{explorer.none}</p>}
      <ExampleList examples={examples.filter(isQuestion)} />
      {examples.some((example) => !isQuestion(example)) && (
        <details>
          <summary>{explorer.page}</summary>
          <ExampleList examples={examples.filter((example) => !isQuestion(example))} />
        </details>
      )}
    </section>
  );
}

function ExampleList({ examples }: { examples: Example[] }) {
  const { language } = useLanguage();
  const open = useOpen();
  return (
    <ol>
      {examples.map((example) => (
        <li key={example.name}>
          <button
            type="button"
            onClick={() => {
              open(example.document, textOfVariables(example.variables));
            }}
          >
            {language === "id" ? example.pertanyaan : example.question}
          </button>
        </li>
      ))}
    </ol>
  );
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1" strokeLinecap="round" />
    </svg>
  );
}
