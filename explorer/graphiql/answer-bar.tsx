import { useGraphiQL } from "@graphiql/react";
import { useState } from "react";
import { addressOfWritten, type Shape, shapeIn, SHAPES, type Written } from "../answer/address.js";
import { ShapedAnswer } from "../answer/shaped-answer.js";
import { type FileFormat, fetchFile } from "../graph/ask.js";
import type { Example } from "../graph/examples.js";
import { withKey } from "../graph/key.js";
import { copyText } from "../parts/copy-text.js";
import { saveFile } from "../parts/save-file.js";
import { useWords } from "../shell/language.js";
import { concise } from "./concise.js";

const FORMATS: FileFormat[] = ["csv", "xlsx", "ndjson"];

/** Shows the answer as JSON, table, chart or map; downloads all its rows; and gives links to the operation. */
export function AnswerBar({ examples }: { examples: Example[] }) {
  const { explorer } = useWords();
  const [shape, setShape] = useState<Shape>(() => shapeIn(new URL(location.href)));
  const response = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.response ?? "");
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
        <Copies examples={examples} shape={shape} />
      </div>
      {shape !== "json" && <ShapedAnswer shape={shape} response={response} />}
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

function Downloads() {
  const words = useWords();
  const written = useWritten();
  const [fault, setFault] = useState<string | null>(null);
  const download = async (format: FileFormat): Promise<void> => {
    setFault(null);
    try {
      const { document: query, variables } = written();
      const given: unknown = variables.trim() === "" ? {} : JSON.parse(variables);
      saveFile(await fetchFile({ query, variables: given }, format, withKey()));
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

/** Copies the link to the operation and its answer, or a frame of them for another page. */
function Copies({ examples, shape }: { examples: Example[]; shape: Shape }) {
  const { explorer } = useWords();
  const written = useWritten();
  const [isCopied, setIsCopied] = useState(false);
  const copy = (text: string): void => {
    // The browser may ask its owner first, and never answer.
    void copyText(text);
    setIsCopied(true);
    setTimeout(() => {
      setIsCopied(false);
    }, 2_000);
  };
  const link = async (): Promise<void> => {
    const address = await addressOfWritten("/explorer", written(), shape, examples, concise);
    // The address bar has the link too, where the clipboard may not be used or its owner is still to be asked.
    history.replaceState(null, "", address);
    copy(new URL(address, location.href).href);
  };
  const frame = async (): Promise<void> => {
    const shown = shape === "json" ? "table" : shape;
    const address = await addressOfWritten("/embed/answer", written(), shown, examples, concise);
    const url = new URL(address, location.href).href.replaceAll("&", "&amp;");
    copy(`<iframe src="${url}" title="Cakupan" width="100%" height="600" loading="lazy"></iframe>`);
  };
  return (
    <div role="group" aria-label={explorer.link}>
      <button type="button" onClick={() => void link()}>
        {explorer.link}
      </button>
      <button type="button" onClick={() => void frame()}>
        {explorer.frame}
      </button>
      <span role="status">{isCopied && explorer.copied}</span>
    </div>
  );
}
