import { useEffect, useState } from "react";
import { parsed, shapeIn, writtenIn } from "../answer/address.js";
import { ShapedAnswer } from "../answer/shaped-answer.js";
import { dataVersion, runOperation } from "../graph/ask.js";
import { fetchExamples } from "../graph/examples.js";
import { CoverageMap } from "../parts/coverage-map.js";
import { useLanguage, useWords } from "../shell/language.js";
import { NotFound } from "./not-found.js";

/** A view within a frame of another page, with a line that leads to the whole. */
export function Embedded({ name }: { name: string }) {
  if (name === "map")
    return (
      <>
        <h1 className="hidden">Cakupan</h1>
        <CoverageMap />
        <Origin to={`/${location.search}`} />
      </>
    );
  return <Answer />;
}

interface Answered {
  title: string | null;
  response: string;
}

/** The operation that the address names or holds, answered. */
function Answer() {
  const words = useWords();
  const { language } = useLanguage();
  const [answered, setAnswered] = useState<Answered | "nothing" | null>(null);
  useEffect(() => {
    void answer(language).then(setAnswered);
  }, [language]);
  const shape = shapeIn(new URL(location.href));
  if (answered === "nothing") return <NotFound title="Cakupan" />;
  return (
    <>
      <h1 className={answered?.title ? "embedded-title" : "hidden"}>{answered?.title ?? "Cakupan"}</h1>
      {answered ? (
        <div className="answer">
          <ShapedAnswer shape={shape === "json" ? "table" : shape} response={answered.response} />
        </div>
      ) : (
        <p className="loading" role="status">
          {words.loading}
        </p>
      )}
      <Origin to={`/explorer${location.search}${location.hash}`} />
    </>
  );
}

async function answer(language: string): Promise<Answered | "nothing"> {
  const examples = await fetchExamples();
  const written = await writtenIn(new URL(location.href), examples);
  if (!written) return "nothing";
  const example = examples.find(({ document }) => document === written.document);
  const question = example && (language === "id" ? example.pertanyaan : example.question);
  const variables = parsed(written.variables) ?? {};
  const response = await runOperation({ query: written.document, variables });
  return { title: question ?? null, response: JSON.stringify(response) };
}

function Origin({ to }: { to: string }) {
  const words = useWords();
  return (
    <p className="muted small">
      <a href={to}>
        {words.name}: {words.tagline}
      </a>{" "}
      {dataVersion()}
    </p>
  );
}
