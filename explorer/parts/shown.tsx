import type { ReactNode } from "react";
import type { Answer } from "../graph/use-answer.js";
import { addressOf, fileAddress } from "../graph/examples.js";
import type { PageOperation } from "../graph/operations.js";
import { useWords } from "../shell/language.js";

/** The data of an answer, or that it is still coming, or why it did not come. */
export function Shown<T>({
  answer: { data, error },
  children,
}: {
  answer: Answer<T>;
  children: (data: T) => ReactNode;
}) {
  const words = useWords();
  if (error !== null)
    return (
      <p className="failed" role="alert">
        {words.failed} {error}{" "}
        <button
          type="button"
          onClick={() => {
            location.reload();
          }}
        >
          {words.again}
        </button>
      </p>
    );
  return data === null ? (
    <p className="loading" role="status">
      {words.loading}
    </p>
  ) : (
    children(data)
  );
}

const FORMATS = ["csv", "xlsx"] as const;

/** Opens in the editor what a part of a view was filled from, and downloads its rows where they are one list. */
export function QueryBehind<T, V extends object>({
  operation,
  variables,
  hasFiles = false,
}: {
  operation: PageOperation<T, V>;
  variables: V;
  hasFiles?: boolean;
}) {
  const words = useWords();
  return (
    <span className="query-behind">
      {hasFiles &&
        FORMATS.map((format) => (
          <span key={format}>
            <a
              href={fileAddress(operation.name, variables, format)}
              download
              aria-label={`${words.download} ${format.toUpperCase()}`}
            >
              {format.toUpperCase()}
            </a>
            {" · "}
          </span>
        ))}
      <a href={addressOf(operation.name, variables)}>{words.query}</a>
    </span>
  );
}

/** A part of a view under its own heading. */
export function Section({
  id,
  title,
  lead,
  aside,
  children,
}: {
  id: string;
  title: string;
  lead?: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="section" aria-labelledby={`${id}-title`} id={id}>
      <div className="section-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {aside}
      </div>
      {lead && <p className="lead">{lead}</p>}
      {children}
    </section>
  );
}

/** How to cite, ready to be copied. */
export function Citation({ text }: { text: string }) {
  const words = useWords();
  return (
    <p className="muted small">
      {words.cite}: <cite>{text}</cite>
    </p>
  );
}
