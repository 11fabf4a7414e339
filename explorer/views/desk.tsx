import { useEffect, useState } from "react";
import { type DeskSession, fetchSession, keepKey, recallKey } from "../desk/ask-desk.js";
import type { DeskWork } from "../desk/desk-row.js";
import { DropZone } from "../desk/drop-zone.js";
import { Review } from "../desk/review.js";
import { SubmissionQueue } from "../desk/submission-queue.js";
import { useWords } from "../shell/language.js";
import { ViewTitle } from "../shell/layout.js";

/** The desk of whoever reviews what was sent in, and what articles and files say. */
export function Desk() {
  const words = useWords();
  const [session, setSession] = useState<DeskSession | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const begin = async (): Promise<void> => {
    setFault(null);
    try {
      setSession(await fetchSession());
    } catch (error) {
      keepKey("");
      setFault((error as Error).message);
    }
  };
  useEffect(() => {
    recallKey();
    void begin();
  }, []);
  const leave = (): void => {
    keepKey("");
    setSession(null);
    void begin();
  };
  return (
    <>
      <ViewTitle title={words.desk.title}>
        <p className="lead">{words.desk.lead}</p>
      </ViewTitle>
      {session?.mayReview ? (
        <OpenDesk session={session} onLeave={leave} />
      ) : (
        <KeyForm
          fault={fault ?? session?.reason ?? null}
          onKey={(key) => {
            keepKey(key);
            void begin();
          }}
        />
      )}
    </>
  );
}

function KeyForm({ fault, onKey }: { fault: string | null; onKey: (key: string) => void }) {
  const { desk: words } = useWords();
  return (
    <form
      className="desk-key"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        onKey(new FormData(event.currentTarget).get("desk-key") as string);
      }}
    >
      <label>
        {words.key} <input name="desk-key" type="password" autoComplete="off" spellCheck={false} />
      </label>
      <button type="submit">{words.open}</button>
      {fault !== null && <p role="status">{fault}</p>}
    </form>
  );
}

function OpenDesk({ session, onLeave }: { session: DeskSession; onLeave: () => void }) {
  const { desk: words, loading } = useWords();
  const [work, setWork] = useState<DeskWork | null>(null);
  const [isOpening, setOpening] = useState(false);
  const [said, setSaid] = useState<{ text: string; isFault: boolean } | null>(null);
  const open = async (coming: Promise<DeskWork | null>): Promise<void> => {
    setOpening(true);
    setSaid(null);
    try {
      setWork(await coming);
    } catch (error) {
      setSaid({ text: (error as Error).message, isFault: true });
    } finally {
      setOpening(false);
    }
  };
  const done = (id: string | null): void => {
    setWork(null);
    if (id !== null) setSaid({ text: words.done(id), isFault: false });
  };
  return (
    <>
      <p className="muted">
        {session.isLocal ? words.local : words.as(session.partner ?? "")}{" "}
        {!session.isLocal && (
          <button type="button" onClick={onLeave}>
            {words.leave}
          </button>
        )}
      </p>
      {said !== null && <p role={said.isFault ? "alert" : "status"}>{said.text}</p>}
      {isOpening && (
        <p className="loading" role="status">
          {loading}
        </p>
      )}
      {work === null ? (
        <>
          <DropZone onOpen={(coming) => void open(coming)} />
          {!session.isLocal && <SubmissionQueue onOpen={(coming) => void open(coming)} />}
        </>
      ) : (
        <Review work={work} onChange={setWork} onDone={done} />
      )}
    </>
  );
}
