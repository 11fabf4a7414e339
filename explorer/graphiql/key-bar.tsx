import { useState } from "react";
import { fetchHolder, type KeyHolder, takeKey } from "../graph/key.js";
import { useWords } from "../shell/language.js";

/** Takes a partner's key for the operations of this page as long as it is open, and shows what the key opens. */
export function KeyBar() {
  const { key: words } = useWords();
  const [holder, setHolder] = useState<KeyHolder | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const take = async (text: string): Promise<void> => {
    takeKey(text);
    setHolder(null);
    setFault(null);
    if (text.trim() === "") return;
    try {
      setHolder(await fetchHolder());
    } catch (error) {
      // A key that is not accepted would have every operation refused.
      takeKey("");
      setFault((error as Error).message);
    }
  };
  return (
    <form
      className="key-bar"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void take(new FormData(event.currentTarget).get("partner-key") as string);
      }}
    >
      <label>
        {words.label} <input name="partner-key" type="password" autoComplete="off" spellCheck={false} />
      </label>
      <button type="submit">{words.use}</button>
      <span role="status">{holder && summary(holder, words)}</span>
      {fault !== null && (
        <span className="answer-fault" role="alert">
          {fault}
        </span>
      )}
    </form>
  );
}

function summary(
  { partner, scopes, regions, expiresAt }: KeyHolder,
  words: ReturnType<typeof useWords>["key"],
): string {
  const places = regions?.map(({ name }) => name).join(", ") ?? words.allRegions;
  const end = expiresAt === null ? [] : [words.until(expiresAt.slice(0, 10))];
  return [partner?.name ?? words.nobody, scopes.join(", "), places, ...end].join(" · ");
}
