import type { ReactNode } from "react";
import type { Answer } from "../graph/use-answer.js";
import { addressOf } from "../graph/examples.js";
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

/** Opens in the editor what a part of a view was filled from. */
export function QueryBehind<T, V extends object>({
  operation,
  variables,
}: {
  operation: PageOperation<T, V>;
  variables: V;
}) {
  const words = useWords();
  return (
    <a className="query-behind" href={addressOf(operation.name, variables)}>
      {words.query}
    </a>
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
