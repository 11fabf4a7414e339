import { useGraphiQL } from "@graphiql/react";
import { useMemo, useState } from "react";
import { type FileFormat, fetchFile } from "../graph/ask.js";
import type { Example } from "../graph/examples.js";
import { saveFile } from "../parts/save-file.js";
import { useWords } from "../shell/language.js";
import { addressOfWritten, type Written } from "./address.js";
import { AnswerChart } from "./answer-chart.js";
import { AnswerMap } from "./answer-map.js";
import { AnswerTable } from "./answer-table.js";
import { listsIn, type Rows } from "./rows.js";

const SHAPES = ["json", "table", "chart", "map"] as const;
type Shape = (typeof SHAPES)[number];

const FORMATS: FileFormat[] = ["csv", "xlsx", "ndjson"];

/** Shows the answer as JSON, as a table or as a chart; downloads all its rows; and gives the link to the operation. */
export function AnswerBar({ examples }: { examples: Example[] }) {
  const { explorer } = useWords();
  const [shape, setShape] = useState<Shape>("json");
  return (
    <div className={`answer answer-${shape}`}>
      <div className="answer-bar">
        <div role="group" aria-label={explorer.answer}>
          {SHAPES.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === shape}
              onClick={() => {
                setShape(each);
              }}
            >
              {explorer[each]}
            </button>
          ))}
        </div>
        <Downloads />
        <CopyLink examples={examples} />
      </div>
      {shape !== "json" && <Shaped shape={shape} />}
    </div>
  );
}

/** The operation as the editors hold it now. */
function useWritten(): () => Written {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  return () => ({
    document: queryEditor?.getValue() ?? "",
    variables: variableEditor?.getValue() ?? "",
  });
}

function Shaped({ shape }: { shape: Exclude<Shape, "json"> }) {
  const { explorer } = useWords();
  const response = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.response ?? "");
  const lists = useMemo(() => listsIn(response), [response]);
  const [chosen, setChosen] = useState<string | null>(null);
  const list: Rows | undefined = lists.find(({ path }) => path === chosen) ?? lists[0];
  if (response.trim() === "") return <p className="answer-none">{explorer.run}</p>;
  if (!list) return <p className="answer-none">{explorer.noRows}</p>;
  return (
    <div className="answer-shape">
      {lists.length > 1 && (
        <label>
          {explorer.list}{" "}
          <select
            value={list.path}
            onChange={({ target }) => {
              setChosen(target.value);
            }}
          >
            {lists.map(({ path, rows }) => (
              <option key={path} value={path}>
                {path} ({rows.length})
              </option>
            ))}
          </select>
        </label>
      )}
      {shape === "table" && <AnswerTable key={list.path} list={list} />}
      {shape === "chart" && <AnswerChart key={keyOf(list)} list={list} />}
      {shape === "map" && <AnswerMap key={keyOf(list)} list={list} />}
    </div>
  );
}

const keyOf = ({ path, columns }: Rows): string => `${path} ${columns.join()}`;

function Downloads() {
  const words = useWords();
  const written = useWritten();
  const [fault, setFault] = useState<string | null>(null);
  const download = async (format: FileFormat): Promise<void> => {
    setFault(null);
    try {
      const { document: query, variables } = written();
      const given: unknown = variables.trim() === "" ? {} : JSON.parse(variables);
      saveFile(await fetchFile({ query, variables: given }, format));
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return (
    <div role="group" aria-label={words.download}>
      <span aria-hidden="true">{words.download}</span>
      {FORMATS.map((format) => (
        <button key={format} type="button" onClick={() => void download(format)}>
          {format.toUpperCase()}
        </button>
      ))}
      {fault !== null && (
        <p className="answer-fault" role="alert">
          {words.explorer.failed} {fault}
        </p>
      )}
    </div>
  );
}

function CopyLink({ examples }: { examples: Example[] }) {
  const { explorer } = useWords();
  const written = useWritten();
  const [isCopied, setIsCopied] = useState(false);
  const copy = (): void => {
    const address = addressOfWritten(written(), examples);
    // The address bar has the link too, where the clipboard may not be used or its owner is still to be asked.
    history.replaceState(null, "", address);
    void copyText(new URL(address, location.href).href);
    setIsCopied(true);
    setTimeout(() => {
      setIsCopied(false);
    }, 2_000);
  };
  return (
    <div role="group" aria-label={explorer.link}>
      <button type="button" onClick={copy}>
        {explorer.link}
      </button>
      <span role="status">{isCopied && explorer.copied}</span>
    </div>
  );
}

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages without TLS have no clipboard.
  }
}
