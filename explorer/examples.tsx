import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import type { Example } from "./graph.js";

export const variablesText = ({ variables }: Example) =>
  variables ? JSON.stringify(variables, null, 2) : "";

/** A panel that lists the examples; choosing one opens it in a new tab of the editor. */
export function createExamplesPlugin(examples: Example[]): GraphiQLPlugin {
  return { title: "Examples / Contoh", icon: ExamplesIcon, content: () => <Examples examples={examples} /> };
}

function Examples({ examples }: { examples: Example[] }) {
  const actions = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);

  const open = (example: Example) => {
    actions.addTab();
    queryEditor?.setValue(example.document);
    variableEditor?.setValue(variablesText(example));
    queryEditor?.focus();
  };

  return (
    <section className="examples" aria-labelledby="examples-title">
      <h2 id="examples-title">Examples / Contoh</h2>
      {examples.length === 0 && <p>No examples were found on the server.</p>}
      <ol>
        {examples.map((example) => (
          <li key={example.name}>
            <button
              type="button"
              onClick={() => {
                open(example);
              }}
            >
              <span lang="en">{example.question}</span>
              <span lang="id">{example.pertanyaan}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1" strokeLinecap="round" />
    </svg>
  );
}
