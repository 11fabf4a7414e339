import { useEffect, useRef } from "react";
import { useWords } from "../shell/language.js";

/** The keys of the desk. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { desk: words } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="desk-keys" aria-labelledby="desk-keys" onClose={onClose}>
      <h2 id="desk-keys">{words.keys}</h2>
      <dl className="desk-cells">
        {Object.entries(words.keyNames).map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <button
        type="button"
        onClick={() => {
          dialog.current?.close();
        }}
      >
        {words.close}
      </button>
    </dialog>
  );
}
