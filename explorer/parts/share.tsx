import { useState } from "react";
import { SYNTHETIC } from "../graph/operations.js";
import { useAnswer } from "../graph/use-answer.js";
import { useWords } from "../shell/language.js";
import { copyText } from "./copy-text.js";

/** Copies the address of what is shown, or how to cite it; what was copied is shown for those who have no clipboard. */
export function Share() {
  const words = useWords();
  const { data } = useAnswer(SYNTHETIC, {});
  const [copied, setCopied] = useState<string | null>(null);
  const copy = (text: string): void => {
    // The browser may ask its owner first, and never answer.
    void copyText(text);
    setCopied(text);
  };
  const citation = data?.about.citation ?? null;
  const cite = (): string =>
    `“${document.title.replace(/ · Cakupan$/, "")}”. ${citation ?? ""} ${location.href}`;
  return (
    <div className="share">
      <button
        type="button"
        onClick={() => {
          copy(location.href);
        }}
      >
        {words.explorer.link}
      </button>
      {citation !== null && (
        <button
          type="button"
          onClick={() => {
            copy(cite());
          }}
        >
          {words.copyCitation}
        </button>
      )}
      <span role="status">{copied !== null && `${words.explorer.copied}: ${copied}`}</span>
    </div>
  );
}
