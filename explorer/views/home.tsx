import { useEffect, useState } from "react";
import { type Example, addressOf, fetchExamples, isQuestion } from "../graph/examples.js";
import { HOME } from "../graph/operations.js";
import { useAnswer } from "../graph/use-answer.js";
import { CoverageMap } from "../parts/coverage-map.js";
import { SearchBox } from "../parts/search-box.js";
import { Citation, QueryBehind, Section, Shown } from "../parts/shown.js";
import { useFormat, useLanguage, useWords } from "../shell/language.js";
import { ViewTitle } from "../shell/layout.js";
import { Link } from "../shell/route.js";

/** What this is, how fresh, how much it holds, and ways to look further. */
export function Home() {
  const words = useWords();
  return (
    <>
      <ViewTitle title={words.home.title}>
        <p className="lead">{words.home.lead}</p>
      </ViewTitle>
      <SearchBox />
      <Facts />
      <CoverageMap />
      <Questions />
    </>
  );
}

function Facts() {
  const words = useWords();
  const format = useFormat();
  const answer = useAnswer(HOME, {});
  return (
    <section className="facts" aria-label={words.home.facts}>
      <Shown answer={answer}>
        {({ about, provinces, regencies, cities, observations, sources, conflicts }) => (
          <>
            <ul>
              <Fact count={provinces.totalCount} name={words.home.provinces} />
              <Fact count={regencies.totalCount + cities.totalCount} name={words.home.regions} />
              <Fact count={observations.totalCount} name={words.home.observations} />
              <Fact count={sources.totalCount} name={words.home.sources} />
              <li>
                <Link to="/conflicts">
                  <strong>{format.number(conflicts.totalCount)}</strong> {words.home.conflicts}
                </Link>
              </li>
            </ul>
            <p className="muted small">
              {about.datasets.map(({ title, version }) => (
                <span key={title}>
                  <span lang="en">{title}</span> {version} ·{" "}
                </span>
              ))}
              {about.changedAt && `${words.home.loaded} ${format.day(about.changedAt)} · `}
              {words.home.version} {about.version} · <QueryBehind operation={HOME} variables={{}} />
            </p>
            {about.citation && <Citation text={about.citation} />}
          </>
        )}
      </Shown>
    </section>
  );
}

function Fact({ count, name }: { count: number; name: string }) {
  const format = useFormat();
  return (
    <li>
      <strong>{format.number(count)}</strong> {name}
    </li>
  );
}

function Questions() {
  const { language, words } = useLanguage();
  const [examples, setExamples] = useState<Example[]>([]);
  useEffect(() => {
    void fetchExamples().then(setExamples);
  }, []);
  return (
    <Section id="questions" title={words.home.questions} lead={words.home.questionsLead}>
      <ul className="questions">
        {examples.filter(isQuestion).map(({ name, question, pertanyaan }) => (
          <li key={name}>
            <a href={addressOf(name)}>{quoted(language === "id" ? pertanyaan : question)}</a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Words that a question marks as code, in quotes. */
const quoted = (text: string): string => text.replaceAll(/`([^`]+)`/g, "“$1”");
